import { expect, test } from 'vitest'
import { DIRECT } from '../stats/testing/synthetic-arms.ts'
import { syntheticCpu } from '../stats/testing/synthetic-trial.ts'
import { throttledSince, withThrottling } from './throttling.ts'

const cpu = syntheticCpu(DIRECT, 100, 1e6, 1, true)
const why = { notMeasured: 'app of orders cannot be asked' }

test('periods of each container are those between two looks', () => {
  const since = throttledSince({ 'app of orders': 10 }, { 'app of orders': 12, 'app of stock': 1 })
  expect(since).toEqual({ 'app of orders': 2, 'app of stock': 1 })
  expect(withThrottling({ cpu }, since)).toEqual({ cpu: { ...cpu, throttledPeriods: 3 } })
})

test('a look that failed is no zero', () => {
  expect(throttledSince(why, { 'app of orders': 12 })).toEqual(why)
  expect(withThrottling({ cpu }, throttledSince({ 'app of orders': 1 }, why))).toEqual({
    cpu: { ...cpu, throttledPeriods: why },
  })
})

test('an arm without limits says that it has none, and one that nobody looks at keeps its account', () => {
  expect(withThrottling({ cpu }, {})).toHaveProperty(
    'cpu.throttledPeriods.notMeasured',
    expect.stringMatching(/no container/),
  )
  expect(withThrottling({ cpu }, throttledSince(undefined, undefined))).toEqual({ cpu })
})
