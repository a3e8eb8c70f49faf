/** What the order of raising does to the figures of a load. */
import { isNotMeasured } from '../../../results/measured.ts'
import type { Analysis } from '../../../stats/analysis.ts'
import { SINGLE_CONFIDENCE } from '../../../stats/estimate.ts'
import { definitionOf } from '../../../stats/metrics.ts'
import { interval, percent, signed } from '../format.ts'
import type { LoadView } from '../load-view.ts'
import { listed } from '../text.ts'
import { type Belief, fact } from './fact.ts'

/** One fact; trouble only where the order is not balanced and its effect is more than chance. */
export function raiseOrderFacts({ load, hasHopClock }: LoadView, { raiseOrder }: Analysis): Belief['facts'] {
  const effect = raiseOrder.find((one) => one.load === load.name)?.effect
  if (effect === undefined) return []
  if (isNotMeasured(effect))
    return [fact(`what the order of raising does: not measured, ${effect.notMeasured}`)]
  const { isBalanced, effects } = effect
  const words = effects.map(
    ({ metric, clock, share }) =>
      `${definitionOf(metric).name}${hasHopClock && clock ? ` by the ${clock} clock` : ''} ${signed(share.middle, percent(share.middle))} ${interval(share.interval, percent)}`,
  )
  const isMoreThanChance = effects.some(
    ({ share }) => share.interval !== null && (share.interval.low > 0 || share.interval.high < 0),
  )
  return [
    fact(
      `raising an arm last instead of first adds to its ${listed(words)} at ${percent(SINGLE_CONFIDENCE)}; ${
        isBalanced
          ? 'every arm was raised in each place equally often, so that this is in no difference'
          : 'not every arm was raised in each place equally often, so that differences hold a part of this'
      }`,
      !isBalanced && isMoreThanChance,
    ),
  ]
}
