/** Whether the 10th percentile of pages is steadier than their median. */
import { variance } from '../../numbers/mean.ts'
import type { StudyRun } from './study-run.ts'

/** How the spread of p10 between bring-ups compares with that of p50, from the arm with the least to the arm with the most. */
export function p10Text({ analysis, run }: StudyRun): string {
  const spread = (values: readonly number[]) => Math.sqrt(variance(values))
  const ratios = analysis.arms
    .filter(({ load }) => load === run.loads[0]?.name)
    .flatMap(({ levels: { p10, p50 } }) => (p10 && p50 ? [spread(p10.values) / spread(p50.values)] : []))
  const range = [Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(1)).join(' to ')
  return `Spread of p10 between bring-ups ÷ spread of p50, over the arms of the quiet run: ${range}.`
}
