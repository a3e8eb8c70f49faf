import { expect, test } from 'vitest'
import { seededRandom } from '../../numbers/seeded-random.ts'
import { bestSplit, ranksOf } from './best-split.ts'
import { changePoints } from './e-divisive.ts'

/** Normal values: so many of each level, with a deviation of 1. */
function series(seed: string, ...levels: [count: number, level: number][]): number[] {
  const random = seededRandom(seed)
  return levels.flatMap(([count, level]) => Array.from({ length: count }, () => level + random.normal()))
}

/** The statistic by its definition: sums over a table of distances. */
function byDefinition(values: readonly number[], fewest: number) {
  const between = (a: readonly number[], b: readonly number[]) =>
    a.flatMap((x) => b.map((y) => Math.abs(x - y))).reduce((sum, distance) => sum + distance, 0)
  const [n, splits] = [values.length, []] as [number, { at: number; statistic: number }[]]
  for (let m = fewest; m <= n - fewest; m++) {
    const [left, right] = [values.slice(0, m), values.slice(m)]
    const k = n - m
    const energy =
      (2 / (m * k)) * between(left, right) -
      between(left, left) / (m * (m - 1)) -
      between(right, right) / (k * (k - 1))
    splits.push({ at: m, statistic: ((m * k) / n) * energy })
  }
  return splits.reduce((best, split) => (split.statistic > best.statistic ? split : best))
}

test.each(['one', 'two', 'three'])('the running sums give what the definition gives, %s', (seed) => {
  const values = [...series(seed, [17, 0], [12, 1]), 3, 3, 3, 3, 0.5]
  const fast = bestSplit(values, ranksOf(values), { from: 0, to: values.length }, 5)!
  const slow = byDefinition(values, 5)
  expect(fast.at).toBe(slow.at)
  expect(fast.statistic).toBeCloseTo(slow.statistic, 9)
})

test('a split of a part looks at that part only', () => {
  const values = [...series('part', [20, 100]), ...series('part', [10, 0], [10, 4])]
  expect(bestSplit(values, ranksOf(values), { from: 20, to: 40 }, 5)!.at).toBe(30)
})

test('two changes are found where they are, with the levels around them', () => {
  const found = changePoints(series('two changes', [30, 10], [30, 14], [30, 9]), 'test')
  expect(found.map(({ at }) => at)).toEqual([30, 60])
  expect(found.map(({ before, after }) => [before, after].map(Math.round))).toEqual([
    [10, 14],
    [14, 9],
  ])
  for (const { p } of found) expect(p).toBeLessThanOrEqual(0.01)
})

test('series without a change are left alone, but for about one in a hundred', () => {
  const alarms = Array.from({ length: 200 }, (_, index) =>
    changePoints(series(`quiet ${index}`, [60, 0]), `test ${index}`),
  ).filter((found) => found.length > 0)
  // Binomial with 200 and 1 %: 7 or more come in fewer than 1 of 200 such experiments.
  expect(alarms.length).toBeLessThan(7)
})

test('a shift of one and a half deviations in sixty runs is found nearly always', () => {
  const found = Array.from({ length: 20 }, (_, index) =>
    changePoints(series(`shift ${index}`, [30, 0], [30, 1.5]), 'test'),
  ).filter((points) => points.length > 0)
  expect(found.length).toBeGreaterThanOrEqual(18)
})

test('the same seed gives the same change points; equal values, one outlier and short series give none', () => {
  const values = series('again', [40, 0], [40, 1])
  expect(changePoints(values, 'seed')).toEqual(changePoints(values, 'seed'))
  for (const value of [0, 1.5, 0.1 + 0.2, -1234.5678])
    expect(changePoints(new Array<number>(500).fill(value), 'flat')).toEqual([])
  expect(changePoints([...series('out', [30, 0]), 50, ...series('lier', [30, 0])], 'one')).toEqual([])
  expect(changePoints(series('short', [4, 0], [4, 90]), 'short')).toEqual([])
  expect(changePoints([], 'none')).toEqual([])
})
