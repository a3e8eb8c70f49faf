import { expect, test } from 'vitest'
import { welchInterval } from './welch-interval.ts'

test('the interval is that of R, t.test(extra ~ group, data = sleep)', () => {
  const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]
  const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
  const { low, high } = welchInterval(first, second, 0.95)!
  expect(low).toBeCloseTo(-0.2054832, 6)
  expect(high).toBeCloseTo(3.3654832, 6)
})

test('two values on a side give no interval, and values without spread an exact one', () => {
  expect(welchInterval([1, 2], [1, 2, 3], 0.95)).toBeNull()
  expect(welchInterval([1, 1, 1], [3, 3, 3], 0.95)).toEqual({ low: 2, high: 2, confidence: 0.95 })
})
