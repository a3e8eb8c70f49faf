/** Why a difference is not resolved although its whole interval lies on one side of 0: readers take that for a mistake. */
import { definitionOf, type Metric } from '../../stats/metrics.ts'
import { extentOf } from '../../stats/twins.ts'
import type { LoadView } from './load-view.ts'
import { quantity, type Unit } from './quantity.ts'
import { lineOf } from './quantity-text.ts'
import type { Row } from './row.ts'

/**
 * "above 0, but not wholly beyond the noise of ±0.35 s". Null for the hop clock, whose rule asks for no margin, and where the interval holds 0
 * or the reason is another one.
 * @param scale the bar is divided by it: hops, for a figure a hop
 */
export function barNotCleared(
  row: Row,
  view: LoadView,
  metric: Metric,
  unit: Unit,
  scale = 1,
): string | null {
  const comparison = view.comparison(row.arm, metric, row.other)
  const interval = comparison?.difference.interval
  if (comparison?.verdict !== 'not resolved' || !interval || definitionOf(metric).clock === 'hop') return null
  const noise = Math.max(
    0,
    ...view.twins.flatMap(({ arm }) => {
      const twin = view.twinDifference(arm, metric)?.difference.interval
      return twin ? [extentOf(twin)] : []
    }),
  )
  const bar = Math.max(comparison.margin, noise)
  const side = interval.low > 0 ? 'above' : interval.high < 0 ? 'below' : null
  const nearest = Math.min(Math.abs(interval.low), Math.abs(interval.high))
  if (side === null || nearest > bar) return null
  const what = noise > comparison.margin ? 'noise' : 'margin'
  return `${side} 0, but not wholly beyond the ${what} of ±${lineOf(quantity(unit, bar / scale))}`
}
