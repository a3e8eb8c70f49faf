/** What a page spends its time on under one datapath, by the hop clock: every part with its intervals, and what was counted. */
import { isNotMeasured } from '../../../results/measured.ts'
import type { NotMeasured } from '../../../results/record.ts'
import type { ArmClock, ClockedHop, ClockedPart, ClockPrice } from '../../../stats/analysis.ts'
import type { ArmView } from '../arm-view.ts'
import { count, percent } from '../format.ts'
import type { LoadView } from '../load-view.ts'
import { estimated, standalone, word, type Cell } from '../quantity.ts'
import { listed, plural } from '../text.ts'

/** A part of a page. Rows of different arms with the same key are the same part. */
export interface PartRow {
  key: string
  /** The call that the part belongs to: "client → orders"; null for a part of the page. */
  call: string | null
  name: string
  /** What is in the row, or not in it, where a reader could take it for something else; the same for every arm that has the row. */
  remark: string | null
  /** The same of this arm only. */
  ownRemark: string | null
  /** Whether the row is one of the pieces of the row above. */
  isPiece: boolean
  mean: Cell
  p50: Cell
  p10: Cell
}

export interface ArmParts {
  arm: ArmView
  rows: PartRow[]
  /** "100 %": the sum of the parts as a share of the client's own measurement, which holds by construction. */
  sumOfParts: string
  /** Independent checks: "1,440 of 1,440" exchanges of completed pages, "0 of 480" completed pages, and windows that were not read. */
  joined: string
  unmatched: string
  /** "8.1 µs: 14 packets": what the clock's own programs take of a page. */
  price: string
  /** "6": connections behind the row on opening them. */
  connections: string
  /** A sentence with the checks and what was left out. */
  counts: string
}

/** Netfilter of a pod runs before the stamp of what leaves the pod. */
const OUT = 'with netfilter of its pod on the way out'

/** The parts of each arm that the hop clock has read, in the scenario's order. */
export const partsOfPages = (view: LoadView): ArmParts[] =>
  view.arms.flatMap((arm) => {
    const clock = view.clock(arm)
    return isNotMeasured(clock) ? [] : [armParts(arm, clock, view)]
  })

function armParts(arm: ArmView, clock: ArmClock, view: LoadView): ArmParts {
  return {
    arm,
    rows: [
      partRow('client', null, 'client’s own', clock.client, { remark: OUT }),
      ...clock.hops.flatMap((hop, index) => hopRows(hop, index === 0, arm)),
      ...slowDownRow(arm, view),
      ...(clock.connect === null
        ? []
        : [
            partRow('connect', null, 'opening a connection', clock.connect, {
              ownRemark: `mean of ${plural(clock.connects, 'connection')}; in the row of the program that opens it, where a page waits for it`,
            }),
          ]),
    ],
    sumOfParts: percent(clock.sumOfParts),
    joined: joinedText(clock, view),
    unmatched: [unmatchedText(clock), ...unreadText(clock)].join('; '),
    price: priceText(view.summary(arm)!.clockPrice),
    connections: count(clock.connects),
    counts: countsText(clock, view),
  }
}

const PIECES = [
  ['callerLoopback', 'loopback in the calling pod'],
  ['callerProxy', 'proxy of the calling pod'],
  ['wire', 'wire between the proxies'],
  ['calleeProxy', 'proxy of the called pod'],
  ['calleeLoopback', 'loopback in the called pod'],
] as const

const REMARKS: Partial<Record<(typeof PIECES)[number][0], string>> = {
  callerLoopback: 'this and the next four: both ways',
  callerProxy: OUT,
  calleeProxy: OUT,
}

/** Its two sockets are at none of the two pods of a hop, so what it takes is not told apart. */
const WITH_GATEWAY = 'what a gateway on the way takes is in it'

function hopRows(hop: ClockedHop, isFirst: boolean, { family }: ArmView): PartRow[] {
  const { path, from, to, proxied } = hop
  const call = `${from} → ${to}`
  const row = (key: string, name: string, part: ClockedPart, more: Partial<PartRow> = {}): PartRow =>
    partRow(`${path} ${key}`, call, name, part, more)
  return [
    row('transport', 'transport', hop.transport, {
      remark: [
        'no wake-ups, no TCP send or receive',
        ...(isFirst ? ['pays for the client’s cold caches'] : []),
      ].join('; '),
      ownRemark: family === 'gateway' ? WITH_GATEWAY : null,
    }),
    row('request', 'the way there', hop.request, { isPiece: true }),
    row('response', 'the way back', hop.response, { isPiece: true }),
    ...(proxied === null
      ? []
      : PIECES.map(([key, name]) =>
          row(key, name, proxied[key], {
            isPiece: true,
            remark: REMARKS[key] ?? null,
          }),
        )),
    row('app', to.endsWith('s') ? `${to}’ own` : `${to}’s own`, hop.app, { remark: OUT }),
  ]
}

const partRow = (
  key: string,
  call: string | null,
  name: string,
  { meanUs, p50Us, p10Us }: ClockedPart,
  more: Partial<PartRow> = {},
): PartRow => ({
  ...{ key, call, name, remark: null, ownRemark: null, isPiece: false },
  ...{
    mean: standalone('fine µs', meanUs),
    p50: standalone('fine µs', p50Us),
    p10: standalone('fine µs', p10Us),
  },
  ...more,
})

/** How much slower the services run than under the datapath that the arm is compared with. */
function slowDownRow(arm: ArmView, view: LoadView): PartRow[] {
  const comparison = arm.role === 'treatment' ? view.comparison(arm, 'app') : null
  if (comparison === null) return []
  const mean =
    comparison.verdict === 'withheld'
      ? word('withheld')
      : estimated('fine µs a hop', comparison.difference, view.confidence, {
          isDifference: true,
          verdict: comparison.verdict,
        })
  return [
    {
      ...{ key: 'slow-down', call: null, name: 'services run slower by', isPiece: false, mean },
      remark: null,
      ownRemark: `against ${view.against(arm).label}; part of the rows above, not one more`,
      p50: word('not compared'),
      p10: word('not compared'),
    },
  ]
}

function priceText(price: ClockPrice | NotMeasured): string {
  if (isNotMeasured(price)) return 'not measured'
  const { usPerPage, packetsPerPage, nsPerPacketOut, nsPerPacketIn } = price
  return `${usPerPage.toFixed(1)} µs: ${packetsPerPage.toFixed(0)} packets, ${nsPerPacketOut.toFixed(0)} ns each on the way out, ${nsPerPacketIn.toFixed(0)} ns in`
}

/** Exchanges that were joined, of those that the completed pages made. */
function joinedText({ pages, unmatchedPages, exchanges }: ArmClock, { callsPerPage }: LoadView): string {
  return `${count(exchanges)} of ${count((pages + unmatchedPages) * callsPerPage)}`
}

const unmatchedText = ({ pages, unmatchedPages }: ArmClock): string =>
  `${count(unmatchedPages)} of ${count(pages + unmatchedPages)}`

/** Windows that are in no figure of the hop clock, because too much of them could not be joined, or records were lost. */
function unreadText({ windows, unread }: ArmClock): string[] {
  if (unread.length === 0) return []
  const reasons = [...new Set(unread)].join('; ')
  return [`${count(unread.length)} of ${plural(windows + unread.length, 'window')} not read (${reasons})`]
}

function countsText(clock: ArmClock, view: LoadView): string {
  const { retransmitted, odd } = clock
  const kinds = Object.entries(odd).map(([kind, number]) => `${count(number)} ${kind}`)
  return `Independent checks: ${[
    `${joinedText(clock, view)} exchanges of completed pages joined`,
    `${unmatchedText(clock)} completed pages not matched`,
    ...unreadText(clock),
    `${plural(retransmitted, 'exchange')} with a retransmission, left out of means and quantiles`,
    ...(clock.ambiguousWires === 0
      ? []
      : [
          `${plural(clock.ambiguousWires, 'encrypted exchange')} between proxies could not be told apart and ${clock.ambiguousWires === 1 ? 'is' : 'are'} missing in the pieces of a hop, not in its transport`,
        ]),
    kinds.length === 0 ? 'no odd exchanges' : `odd exchanges, not measured: ${listed(kinds)}`,
  ].join('; ')}.`
}
