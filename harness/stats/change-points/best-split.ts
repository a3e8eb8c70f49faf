/** Where a series differs most from itself: the split with the largest energy statistic. */

export interface Split {
  /** Index of the first value after the split. */
  at: number
  /** Scaled energy distance between the values before and after; larger for series that differ more. */
  statistic: number
}

/**
 * The split of values[from, to) with the largest Q̂ of Matteson and James (JASA 109, 2014, eq. 7) with exponent 1:
 *
 *   m k / (m + k) · [ 2 / (m k) · B − A / (m choose 2) − C / (k choose 2) ]
 *
 * where A, B and C are sums of distances between values: both before, one on each side, both after. In one dimension a running sum
 * over ranks gives all three in O(n log n), instead of O(n²) with a table of distances.
 * @param ranks for each value its place among all values in order, from 0; equal values may have any order
 * @param fewest values that each side must have, at least 2
 * @returns null where the series is too short for two sides
 */
export function bestSplit(
  values: ArrayLike<number>,
  ranks: ArrayLike<number>,
  { from, to }: { from: number; to: number },
  fewest: number,
): Split | null {
  const length = to - from
  if (length < 2 * fewest) return null
  const before = distancesWithin(values, ranks, length, (index) => from + index)
  const after = distancesWithin(values, ranks, length, (index) => to - 1 - index)
  const all = before[length]!
  let best: Split | null = null
  for (let m = fewest; m <= length - fewest; m++) {
    const k = length - m
    const [a, c] = [before[m]!, after[k]!]
    const between = all - a - c
    const distance = (2 * between) / (m * k) - (2 * a) / (m * (m - 1)) - (2 * c) / (k * (k - 1))
    const statistic = ((m * k) / length) * distance
    if (best === null || statistic > best.statistic) best = { at: from + m, statistic }
  }
  return best
}

/** For each n up to `length`, the sum of the distances between the first n values that `at` names. */
function distancesWithin(
  values: ArrayLike<number>,
  ranks: ArrayLike<number>,
  length: number,
  at: (index: number) => number,
): Float64Array {
  const sums = new Float64Array(length + 1)
  // Fenwick trees (Fenwick, "A New Data Structure for Cumulative Frequency Tables", 1994) over ranks: how many, and their sum.
  const counts = new Int32Array(values.length + 1)
  const totals = new Float64Array(values.length + 1)
  let total = 0
  for (let n = 0; n < length; n++) {
    const index = at(n)
    const value = values[index]!
    let [below, sumBelow] = [0, 0]
    for (let node = ranks[index]!; node > 0; node -= node & -node) {
      below += counts[node]!
      sumBelow += totals[node]!
    }
    sums[n + 1] = sums[n]! + value * below - sumBelow + (total - sumBelow) - value * (n - below)
    for (let node = ranks[index]! + 1; node <= values.length; node += node & -node) {
      counts[node]! += 1
      totals[node]! += value
    }
    total += value
  }
  return sums
}

/** For each value its place among all values in order, from 0. */
export function ranksOf(values: ArrayLike<number>): Int32Array {
  const order = Array.from(values, (_, index) => index).sort((a, b) => values[a]! - values[b]!)
  const ranks = new Int32Array(values.length)
  for (const [rank, index] of order.entries()) ranks[index] = rank
  return ranks
}
