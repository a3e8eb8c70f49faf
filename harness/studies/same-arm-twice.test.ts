import { expect, test } from 'vitest'
import { seededRandom } from '../numbers/seeded-random.ts'
import { BRING_UPS_OF_A_RUN, cutIntoRuns } from './same-arm-twice.ts'

/** Differences of so many runs. */
function series(runs: number, { bias = 0, spread = 1 } = {}): number[] {
  const random = seededRandom('same arm twice')
  return Array.from({ length: runs * BRING_UPS_OF_A_RUN }, () => bias + spread * random.normal())
}

test('of honest runs one in twenty has an interval without 0, and all but few call the twin equivalent', () => {
  const { runs, bringUps, overall, without0, alarms, verdicts } = cutIntoRuns('transport', series(200), 5)
  expect([runs, bringUps]).toEqual([200, 2000])
  expect(Math.abs(overall.middle)).toBeLessThan(overall.half * 1.5)
  expect(without0).toBeGreaterThan(3)
  expect(without0).toBeLessThan(18)
  expect(alarms).toBeLessThan(without0)
  expect(verdicts.equivalent).toBeGreaterThan(190)
  expect(verdicts.higherOrLower + verdicts.equivalent + verdicts.notResolved).toBe(200)
})

test('a twin that truly differs is found out', () => {
  const { without0, alarms, verdicts } = cutIntoRuns('transport', series(40, { bias: 8 }), 5)
  expect([without0, alarms]).toEqual([40, 40])
  expect(verdicts.equivalent).toBe(0)
})

test('where noise is wider than the margin nothing is equivalent, and hardly anything differs', () => {
  const { verdicts } = cutIntoRuns('p50', series(100, { spread: 100 }), 15)
  expect(verdicts.equivalent).toBe(0)
  expect(verdicts.higherOrLower).toBeLessThan(3)
})

test('bring-ups that fill no run are left out of the runs', () => {
  expect(cutIntoRuns('transport', series(2).slice(1), 5)).toMatchObject({ runs: 1, bringUps: 19 })
})
