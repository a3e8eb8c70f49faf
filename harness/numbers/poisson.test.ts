import { expect, test } from 'vitest'
import { chanceOfOneRate } from './poisson.ts'

/** The same by adding up binomial probabilities. */
function byAdding(n: number, k: number, share: number): number {
  const probability = (i: number): number => {
    let ways = 1
    for (let j = 0; j < i; j++) ways = (ways * (n - j)) / (j + 1)
    return ways * share ** i * (1 - share) ** (n - i)
  }
  const sum = (from: number, to: number): number =>
    Array.from({ length: to - from + 1 }, (_, index) => probability(from + index)).reduce((a, b) => a + b, 0)
  return Math.min(1, 2 * Math.min(sum(k, n), sum(0, k)))
}

test.each([
  [1, 2, 12, 5],
  [20, 2, 62, 5],
  [11, 800, 21, 3011],
  [0, 10, 9, 10],
  [30, 10, 0, 10],
])('%i in %i against %i in %i has the chance that adding up gives', (a, ta, b, tb) => {
  const chance = chanceOfOneRate({ count: a, time: ta }, { count: b, time: tb })
  expect(chance).toBeCloseTo(byAdding(a + b, b, tb / (ta + tb)), 10)
})

test('the order of the two spans does not matter, and nothing counted tells nothing', () => {
  const [few, many] = [
    { count: 3, time: 10 },
    { count: 40, time: 20 },
  ]
  expect(chanceOfOneRate(few, many)).toBeCloseTo(chanceOfOneRate(many, few), 12)
  expect(chanceOfOneRate({ count: 0, time: 1 }, { count: 0, time: 1 })).toBe(1)
  expect(chanceOfOneRate({ count: 5, time: 0 }, { count: 5, time: 1 })).toBe(1)
})

test('a large file is compared as exactly', () => {
  const of = (count: number) => chanceOfOneRate({ count: 1_000_000, time: 1 }, { count, time: 1 })
  expect(of(1_001_000)).toBeGreaterThan(0.4)
  expect(of(1_010_000)).toBeLessThan(1e-6)
})
