import { expect, test } from 'vitest'
import { doneBefore, dueIn } from './spread.ts'

const spread = (bringUps: number, times: number): number[] =>
  Array.from({ length: bringUps }, (_, bringUp) => dueIn(bringUp, bringUps, times))

test.each([
  [12, 6, [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]],
  [12, 3, [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]],
  [6, 6, [1, 1, 1, 1, 1, 1]],
  [2, 6, [3, 3]],
  [5, 2, [0, 0, 1, 0, 1]],
  [3, 0, [0, 0, 0]],
])('in %i bring-ups, %i times are spread evenly', (bringUps, times, expected) => {
  expect(spread(bringUps, times)).toEqual(expected)
  expect(doneBefore(bringUps, bringUps, times)).toBe(times)
})
