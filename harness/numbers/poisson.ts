/** Whether two counts over two spans of time may come from one rate, when events come by chance. */
import { incompleteBeta } from './incomplete-beta.ts'

/** Something that was counted for so long, in any unit of time. */
export interface CountOver {
  count: number
  time: number
}

/**
 * The exact comparison of two Poisson rates: given the sum of both counts, the second is binomial with its share of the time
 * (Przyborowski and Wilenski, "Homogeneity of results in testing samples from Poisson series", Biometrika 31, 1940).
 * @returns the probability of counts at least so far apart under one rate, both sides together (twice the smaller tail, at most 1);
 * 1 where nothing was counted or a time is 0
 */
export function chanceOfOneRate(first: CountOver, second: CountOver): number {
  const all = first.count + second.count
  if (all === 0 || first.time <= 0 || second.time <= 0) return 1
  const share = second.time / (first.time + second.time)
  const atLeast = second.count === 0 ? 1 : incompleteBeta(share, second.count, all - second.count + 1)
  const atMost = second.count === all ? 1 : 1 - incompleteBeta(share, second.count + 1, all - second.count)
  return Math.min(1, 2 * Math.min(atLeast, atMost))
}
