/** Real pages of a load as the hop clock saw them: one page of each datapath, call by call. */
import { measured } from '../../../results/measured.ts'
import type { DrawnPage } from '../../../results/record.ts'
import type { ArmView } from '../arm-view.ts'
import { microseconds } from '../format.ts'
import type { LoadView } from '../load-view.ts'

/** A page near the median, or near the 99th percentile. */
export type WhichPage = 'median' | 'slow'

export type SpanPart = DrawnPage['spans'][number]['part']

/** One call of a page, or the client itself, whose path is "". */
export interface WaterfallCall {
  path: string
  name: string
  fromUs: number
  toUs: number
  spans: { part: SpanPart; fromUs: number; toUs: number; critical: boolean }[]
}

export interface WaterfallPage {
  arm: ArmView
  totalUs: number
  /** The client first, then its calls in the order of their paths. */
  calls: WaterfallCall[]
  /** Whether the page waited for every span, which is so where no calls are parallel. */
  isSequential: boolean
}

export interface Waterfall {
  which: WhichPage
  pages: WaterfallPage[]
}

/** Null where the hop clock drew no page of any datapath. Twins are left out, as in all pictures of datapaths. */
export function waterfallOf(view: LoadView, which: WhichPage): Waterfall | null {
  const pages = view.arms
    .filter(({ role }) => role !== 'twin')
    .flatMap((arm) => {
      const clock = measured(view.clock(arm))
      const page = which === 'median' ? clock?.medianPage : clock?.slowPage
      return page ? [pageOf(arm, page)] : []
    })
  return pages.length === 0 ? null : { which, pages }
}

function pageOf(arm: ArmView, { totalUs, spans }: DrawnPage): WaterfallPage {
  const calls = [...Map.groupBy(spans, ({ path }) => path)].map(([path, own]) => ({
    path,
    name: nameOf(path, own),
    fromUs: Math.min(...own.map(({ fromUs }) => fromUs)),
    toUs: Math.max(...own.map(({ toUs }) => toUs)),
    spans: own.map(({ part, fromUs, toUs, critical }) => ({ part, fromUs, toUs, critical })),
  }))
  return {
    arm,
    totalUs,
    calls: calls.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    isSequential: spans.every(({ critical }) => critical),
  }
}

/** The called service; its own time is in every call that was joined. */
const nameOf = (path: string, spans: DrawnPage['spans']): string =>
  path === '' ? 'client' : (spans.find(({ part }) => part === 'app')?.where ?? path)

/** The parts in the order of the request, with the names that legend and table share. */
export const PARTS: { part: SpanPart; name: string }[] = [
  { part: 'client', name: 'client’s own' },
  { part: 'app', name: 'service’s own' },
  { part: 'transport', name: 'transport' },
  { part: 'caller-loopback', name: 'loopback, calling pod' },
  { part: 'caller-proxy', name: 'proxy, calling pod' },
  { part: 'wire', name: 'wire between proxies' },
  { part: 'callee-proxy', name: 'proxy, called pod' },
  { part: 'callee-loopback', name: 'loopback, called pod' },
]

/** The parts that occur in these pages. */
export const partsIn = ({ pages }: Waterfall): typeof PARTS =>
  PARTS.filter(({ part }) =>
    pages.some(({ calls }) => calls.some(({ spans }) => spans.some((span) => span.part === part))),
  )

/** Head and rows of the table of the drawing, in µs: a line for each call, and one for the whole page. */
export function waterfallTable(waterfall: Waterfall): { head: string[]; rows: string[][] } {
  const parts = partsIn(waterfall)
  const hasParallel = waterfall.pages.some(({ isSequential }) => !isSequential)
  return {
    head: [
      'datapath',
      'call of',
      ...parts.map(({ name }) => name),
      ...(hasParallel ? ['the page waited for'] : []),
      'whole',
    ],
    rows: waterfall.pages.flatMap(({ arm, calls, totalUs }) =>
      calls.map((call) => [
        arm.label,
        call.path === '' ? 'the client’s page' : call.name,
        ...parts.map(({ part }) => sumOf(call, (span) => span.part === part) ?? '–'),
        ...(hasParallel ? [sumOf(call, ({ critical }) => critical) ?? 'none of it'] : []),
        microseconds(call.path === '' ? totalUs : call.toUs - call.fromUs),
      ]),
    ),
  }
}

/** Sum of some spans of a call in µs; null where the call has no such span. */
function sumOf(
  { spans }: WaterfallCall,
  isMeant: (span: WaterfallCall['spans'][number]) => boolean,
): string | null {
  const meant = spans.filter(isMeant)
  return meant.length === 0
    ? null
    : microseconds(meant.reduce((sum, { fromUs, toUs }) => sum + toUs - fromUs, 0))
}
