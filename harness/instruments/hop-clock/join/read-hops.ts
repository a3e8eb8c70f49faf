/**
 * What the hop clock found in one window of one arm. Pure: exchanges and the client's raw pages in, the reading out.
 *
 * Every part is measured from first byte to first byte (span.ts), so the parts of a page add up to the client's own measurement of
 * that page: the client's time, and for each call the transport (the caller's span minus the called service's span) and the
 * service's own time (its span minus the union of the spans of its calls).
 */
import type { ClockRecords, ClockedConnect } from '../../../arm/hop-clock.ts'
import { quantileSorted } from '../../../numbers/quantile.ts'
import type { HopReading, NotMeasured, UnmatchedWindow } from '../../../results/record.ts'
import type { Topology } from '../../../scenario/schema.ts'
import { hopsPerPage } from '../../../scenario/topology.ts'
import { MOST_CALLS_OF_ONE, MOST_DEPTH } from '../../../workload/page-mark.ts'
import { callTree, everyCall } from './call-tree.ts'
import type { ClientPage } from './client-page.ts'
import { drawPage } from './draw-page.ts'
import { joinPages, type JoinedWindow } from './join-pages.ts'
import type { JoinedPage } from './joined-page.ts'
import { timesOfPage, type PageTimes } from './page-times.ts'
import { readCall } from './read-calls.ts'
import { spreadUs } from './spread.ts'

/** More unmatched pages than this share, and the reading is withheld: who knows which pages are missing. */
const MOST_UNMATCHED_SHARE = 1 / 10_000
/** A short window has fewer pages than that share needs, so one page may be missing. The record counts it, so that a run can add up. */
const UNMATCHED_ALLOWED = 1

export interface WindowToRead {
  arm: string
  topology: Topology
  /** Completed pages of the window, by the client's own clock: `clientPages`. */
  pages: readonly ClientPage[]
  /** What the clock recorded. It may hold other arms and other windows too, which are passed over. */
  records: ClockRecords
}

/** The reading of a window; "not measured" where records were lost or pages cannot be joined. */
export function readHops({
  arm,
  topology,
  pages,
  records,
}: WindowToRead): HopReading | UnmatchedWindow | NotMeasured {
  const tree = callTree(topology)
  if (!tree)
    return {
      notMeasured: `the mark of a page has room for ${MOST_DEPTH} calls inside each other and ${MOST_CALLS_OF_ONE} calls of one caller; this page makes more`,
    }
  if (records.lost > 0) return { notMeasured: `${records.lost} records of the hop clock were lost` }
  if (pages.length === 0) return { notMeasured: 'no page completed' }
  const joined = joinPages(
    records.exchanges.filter(({ unit }) => unit.arm === arm),
    pages,
    tree,
  )
  const unmatchedPages = pages.length - joined.pages.length
  if (unmatchedPages > Math.max(UNMATCHED_ALLOWED, pages.length * MOST_UNMATCHED_SHARE))
    return {
      notMeasured: whyUnmatched(joined, unmatchedPages, pages.length),
      ...{ pages: pages.length, unmatchedPages },
    }

  const callsByPage = joined.pages.map(({ calls }) => everyCall(calls))
  const clean = joined.pages.filter((_, page) => callsByPage[page]!.every((call) => !call.retransmitted))
  if (clean.length === 0) return { notMeasured: 'segments were sent again in every page' }
  const times = clean.map(timesOfPage)
  const spread = (part: (times: PageTimes) => number) => spreadUs(times.map(part))
  const hops = hopsPerPage(topology)
  const pageUs = times.map(({ pageNs }) => pageNs / 1000)
  return {
    pages: joined.pages.length,
    unmatchedPages,
    exchanges: callsByPage.flat().length,
    retransmitted: callsByPage.flat().filter(({ retransmitted }) => retransmitted).length,
    requestsSentAgain: callsByPage.flat().filter(({ requestSentAgain }) => requestSentAgain).length,
    odd: oddByKind(records, arm),
    ambiguousWires: sum(Object.values(joined.ambiguousWires)),
    pageUs: spread(({ pageNs }) => pageNs),
    clientUs: spread(({ clientNs }) => clientNs),
    sumOfParts: sum(times.map(({ partsNs }) => partsNs)) / sum(times.map(({ pageNs }) => pageNs)),
    transportPerHop: spread(({ criticalTransportNs }) => criticalTransportNs / hops),
    appPerHop: spread(({ criticalAppNs }) => criticalAppNs / hops),
    // The calls of every page are in the order of the tree.
    calls: everyCall(tree).map((node, place) =>
      readCall(
        node,
        callsByPage.map((calls) => calls[place]!),
      ),
    ),
    ...readConnects(records.connects, arm, pages),
    medianPage: drawPage(nearest(clean, pageUs, 0.5)),
    slowPage: drawPage(nearest(clean, pageUs, 0.99)),
  }
}

function whyUnmatched({ unmatched }: JoinedWindow, pages: number, of: number): string {
  const reasons = Object.entries(unmatched).map(([reason, count]) => `${count} × ${reason}`)
  return `${pages} of ${of} pages could not be joined: ${reasons.join(', ')}`
}

/** The page whose time is nearest to a quantile of all. */
function nearest(pages: readonly JoinedPage[], pageUs: readonly number[], share: number): JoinedPage {
  const wanted = quantileSorted(Float64Array.from(pageUs).sort(), share)
  const distances = pageUs.map((us) => Math.abs(us - wanted))
  return pages[distances.indexOf(Math.min(...distances))]!
}

function oddByKind({ odd }: ClockRecords, arm: string): Record<string, number> {
  const kinds: Record<string, number> = {}
  for (const { unit, kind, count } of odd) if (unit.arm === arm) kinds[kind] = (kinds[kind] ?? 0) + count
  return kinds
}

/** New connections of the client and of services while pages of the window were under way. Those between proxies are not the program's. */
function readConnects(
  connects: readonly ClockedConnect[],
  arm: string,
  pages: readonly ClientPage[],
): Pick<HopReading, 'connects' | 'connectUs'> {
  const fromNs = Math.min(...pages.map(({ writtenNs }) => writtenNs))
  const toNs = Math.max(...pages.map(({ doneNs }) => doneNs))
  const ofWindow = connects.filter(
    ({ unit, synNs }) =>
      unit.arm === arm && (unit.role === 'client' || unit.role === 'app') && synNs >= fromNs && synNs <= toNs,
  )
  const took = ofWindow.flatMap(({ enteredNs, establishedNs }) =>
    enteredNs === null ? [] : [establishedNs - enteredNs],
  )
  return { connects: ofWindow.length, connectUs: took.length === 0 ? null : spreadUs(took) }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
