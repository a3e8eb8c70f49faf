import { expect, test } from 'vitest'
import { mean } from '../numbers/mean.ts'
import { studentT } from '../numbers/student-t.ts'
import { bringUpsToReach, fiellerInterval, reachOf, spreadOf } from './ratio-of-means.ts'
import { tInterval } from './t-interval.ts'

const OF = [104, 97, 110, 101, 93, 108, 99, 104]
const BY = [48, 53, 50, 47, 55, 51, 49, 50, 46, 52, 54, 45]

test('at its ends, the difference of the two means is exactly as far from 0 as chance allows', () => {
  const [of, by] = [spreadOf(OF), spreadOf(BY)]
  const { low, high } = fiellerInterval(of, by, 0.95)!
  const ratio = of.mean / by.mean
  const errors = [of.variance / 8, (ratio ** 2 * by.variance) / 12]
  const freedom = (errors[0]! + errors[1]!) ** 2 / (errors[0]! ** 2 / 7 + errors[1]! ** 2 / 11)
  for (const end of [low, high])
    expect(
      Math.abs(of.mean - end * by.mean) / Math.sqrt(of.variance / 8 + (end ** 2 * by.variance) / 12),
    ).toBeCloseTo(studentT(0.95, freedom), 9)
  expect(low).toBeLessThan(ratio)
  expect(high).toBeGreaterThan(ratio)
})

test('against a mean that is known exactly, it is the t interval divided by that mean', () => {
  const { low, high } = fiellerInterval(spreadOf(OF), { mean: 50, variance: 0, count: 12 }, 0.95)!
  const t = tInterval(OF, 0.95)!
  expect(low).toBeCloseTo(t.low / 50, 9)
  expect(high).toBeCloseTo(t.high / 50, 9)
})

test('two savings have a ratio as two costs have', () => {
  const negative = (values: number[]) => spreadOf(values.map((value) => -value))
  expect(fiellerInterval(negative(OF), negative(BY), 0.95)).toEqual(
    fiellerInterval(spreadOf(OF), spreadOf(BY), 0.95),
  )
})

test('there is none against what may be 0, nor of two bring-ups', () => {
  expect(fiellerInterval(spreadOf(OF), spreadOf([3, -2, 1, -4, 2, 1]), 0.95)).toBeNull()
  expect(fiellerInterval(spreadOf([100, 104]), spreadOf(BY), 0.95)).toBeNull()
})

test('the bring-ups that would do are the fewest with which the interval is narrow enough', () => {
  const [of, by] = [spreadOf(OF), spreadOf(BY.map((value) => mean(BY) + 3 * (value - mean(BY))))]
  const ratio = of.mean / by.mean
  const reach = (count: number) => reachOf(fiellerInterval({ ...of, count }, { ...by, count }, 0.95)!, ratio)
  const count = bringUpsToReach(of, by, 0.1, 0.95)!
  expect(reach(count)).toBeLessThanOrEqual(0.1)
  expect(reach(count - 1)).toBeGreaterThan(0.1)
  expect(bringUpsToReach(of, by, 0.001, 0.95)).toBeNull()
})
