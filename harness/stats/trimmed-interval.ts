/**
 * The mean of the middle values with its interval: K. K. Yuen, "The two-sample trimmed t for unequal population variances",
 * Biometrika 61 (1974), for one sample. One window in which something else ran moves a mean, and widens its interval more than it
 * tells.
 */
import { mean, variance } from '../numbers/mean.ts'
import { studentT } from '../numbers/student-t.ts'
import type { Interval } from './interval.ts'
import { FEWEST_BRING_UPS } from './t-interval.ts'

/** Left out at each end. Without outliers a tenth costs 3 % of the width; a fifth, which is usual, costs 15 % with twenty values. */
const TRIMMED_SHARE = 0.1

/** What was estimated from the same values before: so many numbers, each of which takes a degree of freedom, and an error of their own. */
export interface Fit {
  numbers: number
  /** How many times as wide the interval is because of that error. */
  widening: number
}

export const NO_FIT: Fit = { numbers: 0, widening: 1 }

/** Without a tenth of the values at each end. NaN without values. */
export function trimmedMean(values: readonly number[]): number {
  const cut = cutOf(values)
  return mean(values.toSorted((a, b) => a - b).slice(cut, values.length - cut))
}

/** Null with too few values. */
export function trimmedInterval(
  values: readonly number[],
  confidence: number,
  fit = NO_FIT,
): Interval | null {
  if (values.length < FEWEST_BRING_UPS + fit.numbers) return null
  const sorted = values.toSorted((a, b) => a - b)
  const cut = cutOf(values)
  const kept = values.length - 2 * cut
  const [low, high] = [sorted[cut]!, sorted.at(-1 - cut)!]
  const winsorized = sorted.map((value) => Math.min(high, Math.max(low, value)))
  const error = Math.sqrt(((values.length - 1) * variance(winsorized)) / (kept * (kept - 1)))
  const half = studentT(confidence, kept - 1 - fit.numbers) * error * fit.widening
  const middle = trimmedMean(values)
  return { low: middle - half, high: middle + half, confidence }
}

const cutOf = (values: readonly number[]): number => Math.floor(TRIMMED_SHARE * values.length)
