/** Estimates: a median with its interval and the values behind it. */
import type { Estimate } from './analysis.ts'
import { orderInterval } from './order-interval.ts'
import { median } from '../numbers/quantile.ts'

/** Confidence of figures outside the family: an arm's own level, the A/A difference. The comparisons of the family share an error of 5 % (Bonferroni). */
export const SINGLE_CONFIDENCE = 0.95

/** Throws RangeError without values. */
export function estimate(values: number[], confidence = SINGLE_CONFIDENCE): Estimate {
  return { median: median(values), interval: orderInterval(values, confidence), values }
}

/** The estimate, or null without values. */
export function estimateOrNull(values: number[], confidence = SINGLE_CONFIDENCE): Estimate | null {
  return values.length === 0 ? null : estimate(values, confidence)
}

/** The estimate in another unit, such as per hop. `factor` must be above 0, because a negative one would swap the ends of the interval. */
export function scaled({ median: middle, interval, values }: Estimate, factor: number): Estimate {
  return {
    median: middle * factor,
    interval: interval && { ...interval, low: interval.low * factor, high: interval.high * factor },
    values: values.map((value) => value * factor),
  }
}
