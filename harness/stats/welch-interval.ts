/** The difference of two means whose values are not paired: two runs, whose bring-ups have nothing in common. */
import { mean, variance } from '../numbers/mean.ts'
import { studentT } from '../numbers/student-t.ts'
import type { Interval } from './analysis.ts'
import { FEWEST_BRING_UPS } from './t-interval.ts'

/**
 * The interval of mean(b) − mean(a) for unequal variances: B. L. Welch, "The generalization of Student's problem when several different
 * population variances are involved", Biometrika 34 (1947). Null with fewer than three values on a side.
 */
export function welchInterval(
  a: readonly number[],
  b: readonly number[],
  confidence: number,
): Interval | null {
  if (a.length < FEWEST_BRING_UPS || b.length < FEWEST_BRING_UPS) return null
  const [ofA, ofB] = [variance(a) / a.length, variance(b) / b.length]
  const middle = mean(b) - mean(a)
  // Values without any spread: the difference is exact.
  if (ofA + ofB === 0) return { low: middle, high: middle, confidence }
  const freedom = (ofA + ofB) ** 2 / (ofA ** 2 / (a.length - 1) + ofB ** 2 / (b.length - 1))
  const half = studentT(confidence, freedom) * Math.sqrt(ofA + ofB)
  return { low: middle - half, high: middle + half, confidence }
}
