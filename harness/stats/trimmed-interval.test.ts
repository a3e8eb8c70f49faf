import { expect, test } from 'vitest'
import { mean } from '../numbers/mean.ts'
import { seededRandom } from '../numbers/seeded-random.ts'
import { tInterval } from './t-interval.ts'
import { trimmedInterval, trimmedMean } from './trimmed-interval.ts'

const RUNS = 4000
const CONFIDENCE = 1 - 0.05 / 12
const BRING_UPS = 20
const ONE = { numbers: 1, widening: 1 }

/** Noise around 0: normal, and in a tenth of the bring-ups four times as wide. */
function runs(hasOutliers: boolean): number[][] {
  const random = seededRandom(`trimmed ${hasOutliers}`)
  const noise = () => random.normal() * (hasOutliers && random.next() < 0.1 ? 4 : 1)
  return Array.from({ length: RUNS }, () => Array.from({ length: BRING_UPS }, noise))
}

test('a tenth of the values at each end does not count', () => {
  expect(trimmedMean([1000, 1, 2, 3, 4, 5, 6, 7, 8, -1000])).toBeCloseTo(4.5, 10)
  expect(trimmedMean([3, 5, 10])).toBe(6)
})

test('the interval is that of the trimmed t: ten values, by hand', () => {
  // Winsorized 2, 2, 3 … 9, 9: squares around 5.5 add up to 66.5, so the error is √(66.5 / (8 · 7)), and t of 7 is 2.3646 at 95 %.
  const { low, high } = trimmedInterval([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.95)!
  expect(low).toBeCloseTo(5.5 - 2.3646 * Math.sqrt(66.5 / 56), 3)
  expect(high).toBeCloseTo(5.5 + 2.3646 * Math.sqrt(66.5 / 56), 3)
})

test('a number that was fitted before widens the interval, and takes a value more', () => {
  const values = [1, 2, 4, 5, 7]
  expect(trimmedInterval(values, 0.95, ONE)!.high).toBeGreaterThan(trimmedInterval(values, 0.95)!.high)
  expect(trimmedInterval([1, 2, 3], 0.95)).not.toBeNull()
  expect(trimmedInterval([1, 2, 3], 0.95, ONE)).toBeNull()
})

test.each([
  ['without outliers', false],
  ['with outliers', true],
])('covers what it promises %s', (_name, hasOutliers) => {
  const covered = runs(hasOutliers).filter((values) => {
    const { low, high } = trimmedInterval(values, CONFIDENCE)!
    return low <= 0 && high >= 0
  })
  // Two standard errors below what is promised.
  expect(covered.length / RUNS).toBeGreaterThan(CONFIDENCE - 0.002)
})

test('outliers widen the interval of a mean by a fifth; without them it is hardly narrower', () => {
  const widths = (hasOutliers: boolean) =>
    [tInterval, trimmedInterval].map((interval) =>
      mean(
        runs(hasOutliers).map((values) => {
          const { low, high } = interval(values, CONFIDENCE)!
          return high - low
        }),
      ),
    ) as [number, number]
  const [plain, trimmed] = widths(true)
  expect(plain / trimmed).toBeGreaterThan(1.2)
  const [plainAlone, trimmedAlone] = widths(false)
  expect(trimmedAlone / plainAlone).toBeLessThan(1.1)
})
