import { expect, test } from 'vitest'
import { linearTicks, logTicks } from './scale.ts'

test('a logarithmic axis has round ticks within its ends, fewer to the decade the more decades there are', () => {
  expect(logTicks(400, 6000)).toEqual([500, 1000, 2000, 5000])
  expect(logTicks(20, 70_000)).toEqual([30, 100, 300, 1000, 3000, 10_000, 30_000])
})

test('ticks of a linear scale are round, and no more than there is room for', () => {
  expect(linearTicks(2950, 10)).toEqual([0, 500, 1000, 1500, 2000, 2500])
  expect(linearTicks(913, 4)).toEqual([0, 500])
})
