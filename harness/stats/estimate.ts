/** Estimates: a middle with its interval and the values behind both. */
import { mean } from '../numbers/mean.ts'
import { median } from '../numbers/quantile.ts'
import type { Estimate } from './analysis.ts'
import { orderInterval } from './order-interval.ts'
import { tInterval } from './t-interval.ts'

/** Confidence of figures outside the family: an arm's own level, the A/A difference. The comparisons of the family share an error of 5 % (Bonferroni). */
export const SINGLE_CONFIDENCE = 0.95

/** The mean of one value for each bring-up, with its t interval. Throws RangeError without values. */
export function overBringUps(values: readonly number[], confidence = SINGLE_CONFIDENCE): Estimate {
  if (values.length === 0) throw new RangeError('no estimate of no values')
  return { middle: mean(values), interval: tInterval(values, confidence), values: [...values] }
}

/** The estimate over bring-ups, or null without values. */
export const overBringUpsOrNull = (values: readonly number[] | null): Estimate | null =>
  values === null || values.length === 0 ? null : overBringUps(values)

/** The median of rounds of one bring-up, with the exact interval between order statistics. Throws RangeError without values. */
export function overRounds(values: number[], confidence = SINGLE_CONFIDENCE): Estimate {
  return { middle: median(values), interval: orderInterval(values, confidence), values }
}

/** The estimate in another unit, such as per hop. `factor` must be above 0, because a negative one would swap the ends of the interval. */
export function scaled({ middle, interval, values }: Estimate, factor: number): Estimate {
  return {
    middle: middle * factor,
    interval: interval && { ...interval, low: interval.low * factor, high: interval.high * factor },
    values: values.map((value) => value * factor),
  }
}
