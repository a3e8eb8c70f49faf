/** What seeing costs, as the report of the committed run says. */
import { loadPrices } from '../../prices/load-prices.ts'
import { seeingCostTable } from '../../report/model/seeing-cost-table.ts'
import { viewsOf } from '../../report/model/views.ts'
import { table } from '../generated-block.ts'
import type { StudyRun } from './study-run.ts'

/** @throws Error where the run has no arms that were asked to make something visible */
export function seeingTable({ run, journal, evidence, analysis }: StudyRun): string {
  const { loads } = viewsOf({ run, journal, evidence, analysis, prices: loadPrices() })
  const seeing = seeingCostTable(loads, run)
  if (!seeing) throw new Error(`${run.id} has no arms that make something visible`)
  return table(seeing.columns, seeing.rows)
}
