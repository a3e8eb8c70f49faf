/** Quantiles of Student's t distribution, for intervals over few bring-ups. */
import { incompleteBeta } from './incomplete-beta.ts'

/** Probability that |t| is at most `limit`. */
const within = (limit: number, freedom: number): number =>
  1 - incompleteBeta(freedom / (freedom + limit * limit), freedom / 2, 0.5)

const known = new Map<string, number>()

/**
 * The limit that |t| stays below with probability `confidence`: 2.201 for 95 % and 11 degrees of freedom.
 * @param freedom degrees of freedom, at least 1
 */
export function studentT(confidence: number, freedom: number): number {
  const key = `${confidence}/${freedom}`
  const before = known.get(key)
  if (before !== undefined) return before
  let [low, high] = [0, 1]
  while (within(high, freedom) < confidence) high *= 2
  for (let step = 0; step < 80; step++) {
    const middle = (low + high) / 2
    if (within(middle, freedom) < confidence) low = middle
    else high = middle
  }
  known.set(key, high)
  return high
}
