import { expect, test } from 'vitest'
import { spearman } from './spearman.ts'

test('the textbook example of IQ against hours of television gives −29/165', () => {
  // "Spearman's rank correlation coefficient", Wikipedia; R: cor(iq, hours, method = "spearman") = -0.1757576.
  const iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110]
  const hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]
  expect(spearman(iq, hours)).toBeCloseTo(-29 / 165, 12)
})

test('what only grows correlates wholly, whatever its curve', () => {
  expect(spearman([1, 2, 3, 4], [1, 10, 100, 1000])).toBeCloseTo(1, 12)
  expect(spearman([1, 2, 3, 4], [8, 4, 2, 1])).toBeCloseTo(-1, 12)
})

test('equal values share their rank, and what never changes correlates with nothing', () => {
  expect(spearman([1, 2, 2, 3], [1, 2, 2, 3])).toBeCloseTo(1, 12)
  expect(spearman([1, 2, 3], [5, 5, 5])).toBe(0)
})
