/** What arms of a committed run add, pair by pair and load by load, as its report says. */
import { loadPrices } from '../../prices/load-prices.ts'
import { metricCell, perHopCell } from '../../report/model/metric-cells.ts'
import { pairText } from '../../report/model/quantity-text.ts'
import type { Row } from '../../report/model/row.ts'
import { viewsOf } from '../../report/model/views.ts'
import type { PlannedComparison } from '../../results/record.ts'
import { table } from '../generated-block.ts'
import type { StudyRun } from './study-run.ts'

/**
 * One line for each pair of the run that `wanted` takes, and for each load.
 * @throws Error where the run has no such pair
 */
export function addedCostTable(
  { run, journal, evidence, analysis }: StudyRun,
  wanted: (pair: PlannedComparison) => boolean,
): string {
  const { loads } = viewsOf({ run, journal, evidence, analysis, prices: loadPrices() })
  const rows = run.comparisons.filter(wanted).flatMap((pair) =>
    loads.flatMap((view) => {
      const arm = view.arms.find(({ name }) => name === pair.arm)
      const other = view.arms.find(({ name }) => name === pair.against)
      if (!arm || !other) return []
      const row: Row = { kind: 'pair', arm, other }
      return [
        [
          `${arm.label} against ${other.label}`,
          `${view.load.name}, ${view.rate}`,
          pairText(metricCell(row, view, 'transport')),
          pairText(perHopCell(row, view)),
          pairText(metricCell(row, view, 'cpu')),
        ],
      ]
    }),
  )
  if (rows.length === 0) throw new Error(`${run.id} has no such pair of arms`)
  return table(['datapath', 'load', 'transport of a hop', 'added p50', 'CPU of 1000 pages'], rows)
}
