/** What the measured differences mean for a page and for a bill. Apart from them it uses one assumed price. */
import { measured } from '../../results/measured.ts'
import type { Comparison } from '../../stats/analysis.ts'
import { scaled } from '../../stats/estimate.ts'
import type { ReportInput } from '../report-input.ts'
import type { ArmView } from './arm-view.ts'
import { cpuSeconds, dollars, time } from './format.ts'
import type { LoadView } from './load-view.ts'
import { metricCell } from './metric-cells.ts'
import { estimated, word, type Cell } from './quantity.ts'
import { plural } from './text.ts'

/**
 * An assumption, stated wherever it is used. On-demand list prices of general-purpose machines at the large clouds are
 * $0.03 to $0.06 for a vCPU-hour with its memory.
 */
export const DOLLARS_PER_CORE_HOUR = 0.04
/** Hours in a month as clouds bill it: 365 × 24 / 12. */
const HOURS_PER_MONTH = 730

export interface PageCost {
  /** One line for each treatment that was compared, a cell for each of `PAGE_COST_COLUMNS`. */
  lines: { colour: string; name: string; against: string; cells: Cell[] }[]
  /** A sentence that describes the page. */
  page: string
  assumption: string
}

/** Columns of the table of what a page costs. */
export const PAGE_COST_COLUMNS: readonly { title: string; cell: (arm: ArmView, view: LoadView) => Cell }[] = [
  {
    title: 'added to a page, p50',
    cell: (arm, view) => metricCell({ kind: 'treatment', arm, other: view.against(arm) }, view, 'p50'),
  },
  {
    title: 'CPU at 1,000 pages/s',
    cell: (arm, view) => coresCell(view.comparison(arm, 'cpu'), 'cores', 1, view),
  },
  {
    title: 'CPU bill a month',
    cell: (arm, view) =>
      coresCell(
        view.comparison(arm, 'cpu'),
        'dollars a month',
        DOLLARS_PER_CORE_HOUR * HOURS_PER_MONTH,
        view,
      ),
  },
]

/** Null where no treatment was compared or all figures are withheld. */
export function pageCostOf(view: LoadView, { run }: ReportInput): PageCost | null {
  const compared = view.treatments.filter((arm) => {
    const p50 = view.comparison(arm, 'p50')
    return p50 !== null && p50.verdict !== 'withheld'
  })
  if (compared.length === 0) return null
  const { callsPerPage, hopsPerPage } = run.scenario
  const baseline = view.summary(view.baseline)?.levels.p50
  const path =
    callsPerPage === hopsPerPage
      ? `${plural(callsPerPage, 'call')} one after the other`
      : `${plural(callsPerPage, 'call')}, ${hopsPerPage} of them one after the other on its longest path`
  return {
    lines: compared.map((arm) => ({
      colour: arm.colour,
      name: arm.label,
      against: view.against(arm).label,
      cells: PAGE_COST_COLUMNS.map(({ cell }) => cell(arm, view)),
    })),
    page: `A page here is ${path}${baseline ? `; on ${view.baseline.noun} it takes ${time(baseline.middle)} (p50)` : ''}, at ${view.rate}.`,
    assumption: `CPU was measured at ${view.rate} and is scaled in proportion to 1,000 pages/s. That overstates it, because a busier machine wakes up less often for each page${saturationText(view, compared)}. The bill assumes ${dollars(DOLLARS_PER_CORE_HOUR)} a core-hour (on-demand list prices are $0.03 to $0.06) and ${HOURS_PER_MONTH} hours a month, and counts CPU only.`,
  }
}

/** CPU for 1000 pages at saturation, as the other extreme; empty where that was not read. */
function saturationText(view: LoadView, compared: readonly ArmView[]): string {
  const figures = [view.baseline, ...compared].flatMap((arm) => {
    const own = measured(view.summary(arm)?.capacity)?.cpuPer1000
    return typeof own === 'number' ? [`${arm.label} ${cpuSeconds(own)}`] : []
  })
  return figures.length < 2
    ? ''
    : ` (at saturation, 1000 pages take this many CPU-s without the load generator: ${figures.join(', ')})`
}

/** CPU-seconds per 1000 pages equal cores at 1000 pages a second. A difference that is not resolved gets no range in dollars. */
function coresCell(
  cpu: Comparison | null,
  unit: 'cores' | 'dollars a month',
  factor: number,
  view: LoadView,
): Cell {
  if (!cpu) return word('not measured')
  if (cpu.verdict === 'withheld') return word('withheld')
  const isFound = cpu.verdict !== 'not resolved'
  return estimated(unit, scaled(cpu.difference, factor), view.confidence, {
    isDifference: true,
    verdict: cpu.verdict,
    ...(unit === 'cores' || isFound ? {} : { interval: null }),
  })
}
