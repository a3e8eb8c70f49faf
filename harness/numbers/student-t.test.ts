import { expect, test } from 'vitest'
import { studentT } from './student-t.ts'

test.each([
  [0.95, 1, 12.7062],
  [0.95, 3, 3.1824],
  [0.95, 11, 2.201],
  [0.99, 5, 4.0321],
  [0.995, 11, 3.4966],
  [0.9, 30, 1.6973],
])('the limit for %f and %i degrees of freedom is that of the tables', (confidence, freedom, limit) => {
  expect(studentT(confidence, freedom)).toBeCloseTo(limit, 3)
})
