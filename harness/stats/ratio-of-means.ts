/**
 * The ratio of the means of two independent runs, with Fieller's interval: every ratio ρ at which `of − ρ · by` does not differ from
 * 0 (E. C. Fieller, "Some Problems in Interval Estimation", Journal of the Royal Statistical Society B 16 (1954)). The two runs have
 * their own numbers of bring-ups and their own spread, so the degrees of freedom are those of Welch and Satterthwaite.
 * `ratio-choice.test.ts` has what it covers, and why it is not the interval of the logarithm.
 */
import { mean, variance } from '../numbers/mean.ts'
import { MOST_ROUNDS } from '../numbers/rounds.ts'
import { studentT } from '../numbers/student-t.ts'
import type { Interval } from './analysis.ts'
import { FEWEST_BRING_UPS } from './t-interval.ts'

/** Values of one run, one for each bring-up, as far as an interval needs them. */
export interface Spread {
  mean: number
  /** Of one value. */
  variance: number
  count: number
}

export const spreadOf = (values: readonly number[]): Spread => ({
  mean: mean(values),
  variance: variance(values),
  count: values.length,
})

/** Null with fewer than three bring-ups on a side, and where `by` does not differ from 0 at this confidence: the ratio then has no bounds. */
export function fiellerInterval(of: Spread, by: Spread, confidence: number): Interval | null {
  if (of.count < FEWEST_BRING_UPS || by.count < FEWEST_BRING_UPS) return null
  const [ofError, byError] = [of.variance / of.count, by.variance / by.count]
  const limit = studentT(confidence, freedomOf(of, by)) ** 2
  // The ends are the roots of a ρ² − 2 b ρ + c, where (of − ρ by)² is its own squared error times the limit.
  const a = by.mean ** 2 - limit * byError
  const b = of.mean * by.mean
  const c = of.mean ** 2 - limit * ofError
  if (a <= 0) return null
  const root = Math.sqrt(b ** 2 - a * c)
  return { low: (b - root) / a, high: (b + root) / a, confidence }
}

/** Degrees of freedom of `of − ρ · by` at the ratio that was found, by Welch and Satterthwaite. */
function freedomOf(of: Spread, by: Spread): number {
  const parts = [
    { error: of.variance / of.count, freedom: of.count - 1 },
    { error: ((of.mean / by.mean) ** 2 * by.variance) / by.count, freedom: by.count - 1 },
  ]
  const sum = parts.reduce((total, { error }) => total + error, 0)
  if (sum === 0) return parts.reduce((total, { freedom }) => total + freedom, 0)
  return sum ** 2 / parts.reduce((total, { error, freedom }) => total + error ** 2 / freedom, 0)
}

/** How far the interval reaches from the ratio, on its longer side. */
export const reachOf = ({ low, high }: Interval, ratio: number): number => Math.max(high - ratio, ratio - low)

/**
 * The fewest bring-ups of each run with which the interval would reach at most `reach`, if both runs keep their means and spread.
 * Null where that is more than a run may have.
 */
export function bringUpsToReach(of: Spread, by: Spread, reach: number, confidence: number): number | null {
  for (let count = FEWEST_BRING_UPS; count <= MOST_ROUNDS; count++) {
    const interval = fiellerInterval({ ...of, count }, { ...by, count }, confidence)
    if (interval && reachOf(interval, of.mean / by.mean) <= reach) return count
  }
  return null
}
