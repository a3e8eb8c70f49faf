/** What seeing costs: each arm that makes something visible against the same datapath that makes nothing visible. */
import { isNotMeasured, measured } from '../../results/measured.ts'
import type { Reading, RunRecord, Seeing } from '../../results/record.ts'
import type { ArmSeen } from '../../stats/analysis.ts'
import { count, percent } from './format.ts'
import type { LoadView } from './load-view.ts'
import { metricCell, perHopCell } from './metric-cells.ts'
import { estimated, word, type Cell } from './quantity.ts'
import { pairText } from './quantity-text.ts'
import { memoryCell } from './resource-cells.ts'
import type { Row } from './row.ts'

export interface SeeingCostTable {
  columns: readonly string[]
  rows: string[][]
  note: string
}

const COLUMNS = [
  'datapath',
  'makes visible',
  'load',
  'added p50',
  'p50, times',
  'CPU of 1000 pages',
  'memory',
  'bytes an event',
  'events',
  'lost',
  'lost at saturation',
] as const

/** What is made visible, and what is counted as one event of it. */
const WORDS: Record<Seeing, { what: string; event: string }> = {
  nothing: { what: 'nothing', event: 'event' },
  connections: { what: 'connections', event: 'connection event' },
  requests: { what: 'requests, by an access log', event: 'line' },
  metrics: { what: 'metrics, scraped', event: 'scrape' },
  tracing: { what: 'traces', event: 'span' },
}

const OLDER: Reading = { notMeasured: 'older runs did not count it' }

/** Null for a run without such arms. */
export function seeingCostTable(views: readonly LoadView[], run: RunRecord): SeeingCostTable | null {
  const pairs = run.comparisons.filter(({ why }) => why === 'seeing' || why === 'flows')
  const rows = pairs.flatMap((pair) => views.flatMap((view) => rowOf(pair, view, run)))
  const [first] = views
  if (!first || rows.length === 0) return null
  return {
    columns: COLUMNS,
    rows,
    note: `Each line is an arm against the same datapath that makes nothing visible, in the same bring-ups. Differences are at ${percent(first.confidence)} each. CPU is of everything that belongs to the arm: also of the program that reads, scrapes or collects on the node, which is ours and keeps nothing; storing what was seen is not in it. Memory is a pod’s and a node’s, that program included. Events are those that arrived, from before each load until after it, warm-up included; lost are those that should have arrived and did not, by the counters of the source itself. Proxies count for metrics in every arm: the line of metrics is what being scraped costs.`,
  }
}

function rowOf(
  { arm: name, against }: RunRecord['comparisons'][number],
  view: LoadView,
  run: RunRecord,
): string[][] {
  const arm = view.arms.find((one) => one.name === name)
  const other = view.arms.find((one) => one.name === against)
  if (!arm || !other) return []
  const row: Row = { kind: 'pair', arm, other }
  const seeing = run.arms.find((one) => one.name === name)?.seeing ?? 'connections'
  const seen = view.summary(arm)?.seen
  return [
    [
      `${arm.label} against ${other.label}`,
      WORDS[seeing].what,
      `${view.load.name}, ${view.rate}`,
      pairText(perHopCell(row, view)),
      pairText(timesCell(row, view)),
      pairText(metricCell(row, view, 'cpu')),
      pairText(memoryCell(row, view)),
      readingText(seen?.bytesPerEvent ?? OLDER),
      seen ? eventsText(seen.events, WORDS[seeing].event) : readingText(OLDER),
      readingText(seen?.lost ?? OLDER),
      saturationText(seen),
    ],
  ]
}

/** How many times the p50 of the other arm a page takes. */
function timesCell({ arm, other }: Row, view: LoadView): Cell {
  const comparison = view.comparison(arm, 'p50', other)
  if (!comparison?.ratio) return word('not measured')
  return comparison.verdict === 'withheld'
    ? word('withheld')
    : estimated('times', comparison.ratio, view.confidence)
}

const eventsText = (number: number, one: string): string =>
  `${count(number)} ${number === 1 ? one : `${one}s`}`

const readingText = (reading: Reading): string =>
  isNotMeasured(reading) ? `not measured: ${reading.notMeasured}` : count(reading)

/** "12 of 34,000". */
function saturationText(seen: ArmSeen | undefined): string {
  if (!seen?.atSaturation) return 'not measured: the run had no rounds at saturation'
  const { events, lost } = seen.atSaturation
  const known = measured(lost)
  return known === null ? readingText(lost) : `${count(known)} of ${count(events + known)}`
}
