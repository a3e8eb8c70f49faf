import { expect, test } from 'vitest'
import { median, quantileSorted } from './quantile.ts'

test('quantiles are those of R, quantile(1:10) and quantile(c(1, 2, 4, 8, 16), c(.1, .9))', () => {
  const toTen = Float64Array.from({ length: 10 }, (_, index) => index + 1)
  expect([0, 0.25, 0.5, 0.75, 1].map((share) => quantileSorted(toTen, share))).toEqual([
    1, 3.25, 5.5, 7.75, 10,
  ])
  const powers = Float64Array.of(1, 2, 4, 8, 16)
  expect(quantileSorted(powers, 0.1)).toBeCloseTo(1.4, 12)
  expect(quantileSorted(powers, 0.9)).toBeCloseTo(12.8, 12)
})

test('a median sorts by size, not by spelling, and leaves its input alone', () => {
  const values = [100, 9, 20]
  expect(median(values)).toBe(20)
  expect(values).toEqual([100, 9, 20])
})

test('a quantile of one value is that value, of none an error', () => {
  expect(quantileSorted([7], 0.99)).toBe(7)
  expect(() => median([])).toThrow(RangeError)
})
