/**
 * E-divisive: finds where the level or the spread of a series changes, without assuming a distribution. D. S. Matteson and N. A. James,
 * "A Nonparametric Approach for Multiple Change Point Analysis of Multivariate Data", Journal of the American Statistical Association
 * 109 (505), 2014. MongoDB (Daly et al., ICPE 2020) and Apache Otava (Fleming et al., "Hunter", ICPE 2023) find regressions of
 * performance with it.
 */
import { mean } from '../../numbers/mean.ts'
import { seededRandom, type SeededRandom } from '../../numbers/seeded-random.ts'
import { bestSplit, ranksOf, type Split } from './best-split.ts'

export interface ChangePoint {
  /** Index of the first value of the new level. */
  at: number
  /** Means of the values from the change before until this one, and from this one until the next. */
  before: number
  after: number
  /** Of the permutation test. */
  p: number
}

/** Values that each side of a change must have. One run alone is an outlier and no change of level. */
export const FEWEST_ON_A_SIDE = 5

/** Of 100 series without a change, about one shows a change point. */
export const SIGNIFICANCE = 0.01

/** The smallest p that so many give is the significance, and a page of 1,000 runs has some dozens of series to test. */
const PERMUTATIONS = 99

/** Statistics that differ by less differ by the rounding of sums: equal values would otherwise have changes in them. */
const ROUNDING = 1e-9

/**
 * The change points of a series, in order. Splits the series where it differs most from itself, as long as a permutation test
 * within the parts found so far says that chance gives such a difference in less than 1 % of cases.
 * @param seed the same seed and values give the same change points
 */
export function changePoints(values: readonly number[], seed: string): ChangePoint[] {
  const random = seededRandom(seed)
  const least = ROUNDING * values.reduce((sum, value) => sum + Math.abs(value), 0)
  const bounds = [0, values.length]
  const found: { at: number; p: number }[] = []
  const ranks = ranksOf(values)
  for (;;) {
    const best = bestOver(values, ranks, bounds)
    if (best === null || best.statistic <= least) break
    const p = chanceOf(best.statistic, values, ranks, bounds, random)
    if (p === null) break
    found.push({ at: best.at, p })
    bounds.push(best.at)
    bounds.sort((a, b) => a - b)
  }
  return found
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, p }) => {
      const place = bounds.indexOf(at)
      return {
        at,
        before: mean(values.slice(bounds[place - 1], at)),
        after: mean(values.slice(at, bounds[place + 1])),
        p,
      }
    })
}

/** The best split over all parts; null where no part is long enough. */
function bestOver(
  values: ArrayLike<number>,
  ranks: ArrayLike<number>,
  bounds: readonly number[],
): Split | null {
  let best: Split | null = null
  for (const [index, to] of bounds.slice(1).entries()) {
    const split = bestSplit(values, ranks, { from: bounds[index]!, to }, FEWEST_ON_A_SIDE)
    if (split !== null && (best === null || split.statistic > best.statistic)) best = split
  }
  return best
}

/**
 * The p of the permutation test; null as soon as it can no longer be significant, which saves most of the permutations of a
 * series without a change (Besag and Clifford, "Sequential Monte Carlo p-values", Biometrika 78, 1991).
 */
function chanceOf(
  statistic: number,
  values: readonly number[],
  ranks: Int32Array,
  bounds: readonly number[],
  random: SeededRandom,
): number | null {
  const most = SIGNIFICANCE * (PERMUTATIONS + 1)
  const order = Int32Array.from(values, (_, index) => index)
  let asLarge = 1 // the series itself
  for (let permutation = 0; permutation < PERMUTATIONS; permutation++) {
    for (const [index, to] of bounds.slice(1).entries()) shuffle(order, bounds[index]!, to, random)
    const shuffled = Float64Array.from(order, (index) => values[index]!)
    const ranked = order.map((index) => ranks[index]!)
    if (bestOver(shuffled, ranked, bounds)!.statistic >= statistic * (1 - ROUNDING)) asLarge++
    if (asLarge > most) return null
  }
  return asLarge / (PERMUTATIONS + 1)
}

/** Fisher-Yates over items[from, to), in place: copies of a part would take as long as the test itself. */
function shuffle(items: Int32Array, from: number, to: number, random: SeededRandom): void {
  for (let last = to - 1; last > from; last--) {
    const other = from + Math.floor(random.next() * (last - from + 1))
    const kept = items[last]!
    items[last] = items[other]!
    items[other] = kept
  }
}
