import { expect, test } from 'vitest'
import { holds } from './comparison.ts'

test.each([
  ['exactly', [false, true, false]],
  ['at least', [false, true, true]],
  ['at most', [true, true, false]],
] as const)('%s 23 is held against one less, the same and one more', (comparison, expected) => {
  expect([22, 23, 24].map((observed) => holds(comparison, 23, observed))).toEqual(expected)
  expect(holds(comparison, 23, NaN)).toBe(false)
})
