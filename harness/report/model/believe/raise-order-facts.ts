/** What the order of raising does to the figures of a load. */
import { isNotMeasured } from '../../../results/measured.ts'
import type { Analysis } from '../../../stats/analysis.ts'
import { SINGLE_CONFIDENCE } from '../../../stats/estimate.ts'
import { definitionOf } from '../../../stats/metrics.ts'
import { MARGIN_SHARE } from '../../../stats/verdict.ts'
import { interval, percent, signed } from '../format.ts'
import type { LoadView } from '../load-view.ts'
import { listed } from '../text.ts'
import { type Belief, fact } from './fact.ts'

/** One fact; trouble where a difference may hold more of the effect than the margin. */
export function raiseOrderFacts({ load, hasHopClock }: LoadView, { raiseOrder }: Analysis): Belief['facts'] {
  const effect = raiseOrder.find((one) => one.load === load.name)?.effect
  if (effect === undefined) return []
  if (isNotMeasured(effect))
    return [fact(`what the order of raising does: not measured, ${effect.notMeasured}`)]
  const { imbalance, effects } = effect
  const words = effects.map(
    ({ metric, clock, share }) =>
      `${definitionOf(metric).name}${hasHopClock && clock ? ` by the ${clock} clock` : ''} ${signed(share.middle, percent(share.middle))} ${interval(share.interval, percent)}`,
  )
  const extent = Math.max(
    ...effects.flatMap(({ share: { interval: range } }) =>
      range ? [Math.abs(range.low), Math.abs(range.high)] : [],
    ),
  )
  return [
    fact(
      `raising an arm last instead of first adds to its ${listed(words)} at ${percent(SINGLE_CONFIDENCE)}; ${
        imbalance === 0
          ? 'every arm was raised in each place equally often, so that this is in no difference'
          : `mean places of two arms are apart by ${percent(imbalance)} of that way at most, so that a difference holds at most this share of it`
      }`,
      imbalance * extent > MARGIN_SHARE,
    ),
  ]
}
