import { describe, expect, test } from 'vitest'
import { fewestForInterval, orderInterval } from './order-interval.ts'
import { seededRandom } from '../numbers/seeded-random.ts'

/** Ranks and exact coverage of the sign-test interval at 95 %: binomial tables, such as Conover's table A3. */
test.each([
  { n: 6, low: 1, high: 6, confidence: 0.96875 },
  { n: 8, low: 1, high: 8, confidence: 0.9921875 },
  { n: 10, low: 2, high: 9, confidence: 0.978515625 },
  { n: 12, low: 3, high: 10, confidence: 0.96142578125 },
  { n: 16, low: 4, high: 13, confidence: 0.978729248046875 },
  { n: 20, low: 6, high: 15, confidence: 0.9586105346679688 },
  { n: 30, low: 10, high: 21, confidence: 0.957226 },
])('$n values give x($low)..x($high)', ({ n, low, high, confidence }) => {
  const ranks = Array.from({ length: n }, (_, index) => index + 1)
  const interval = orderInterval(ranks.toReversed(), 0.95)
  expect(interval).toMatchObject({ low, high })
  expect(interval!.confidence).toBeCloseTo(confidence, 5)
})

test('too few values give no interval at all', () => {
  expect(orderInterval([1, 2, 3, 4, 5], 0.95)).toBeNull()
  expect(orderInterval([], 0.95)).toBeNull()
})

test('the fewest values grow with the confidence asked for', () => {
  expect([0.95, 1 - 0.05 / 3, 1 - 0.05 / 6, 1 - 0.05 / 12].map(fewestForInterval)).toEqual([6, 7, 8, 9])
})

describe.each([8, 12, 20])('with %i skewed values', (n) => {
  test.each([0.95, 1 - 0.05 / 6])(
    'the interval holds the median at least as often as asked (%f)',
    (confidence) => {
      const random = seededRandom(`coverage ${n}`)
      const runs = 4000
      let held = 0
      for (let run = 0; run < runs; run++) {
        // Log-normal: median 1, long tail, as latencies are.
        const values = Array.from({ length: n }, () => Math.exp(0.8 * random.normal()))
        const interval = orderInterval(values, confidence)
        if (interval && interval.low <= 1 && interval.high >= 1) held++
      }
      expect(held / runs).toBeGreaterThanOrEqual(confidence - 0.004) // two standard errors of 4000 runs
    },
  )
})
