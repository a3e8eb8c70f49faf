import { expect, test } from 'vitest'
import { timeBudget, totalSeconds, type BudgetInput } from './time-budget.ts'

const input: BudgetInput = {
  loads: [{ pagesPerSecond: 200, warmUp: 2000, measure: 5000 }],
  arms: Array.from({ length: 6 }, () => ({ fillerServices: 0, isPlanted: false })),
  podsPerArm: 5,
  rounds: 12,
  roundsPerBringUp: 3,
  firstWarmUpCalls: 1800,
  idleMs: 1800,
  idleWindows: 4,
  priceMs: 600,
  priceWindows: 1,
  capacityRounds: 3,
  capacityMs: 2700,
  saturationMs: 500,
  mostSaturationSteps: 4,
}
const secondsOf = (change: Partial<BudgetInput>, phase: string): number | undefined =>
  timeBudget({ ...input, ...change }).find((entry) => entry.phase === phase)?.seconds

test('every trial pays for its windows and for coming and going', () => {
  const windows = 6 * 12 * 7
  expect(secondsOf({}, 'rounds')).toBeGreaterThan(windows)
  expect(secondsOf({ loads: [...input.loads, ...input.loads] }, 'rounds')).toBe(2 * secondsOf({}, 'rounds')!)
})

test('a last bring-up that is not full takes as long to come up', () => {
  expect(secondsOf({ rounds: 13 }, 'bring-ups')).toBe(secondsOf({ rounds: 15 }, 'bring-ups'))
  expect(secondsOf({ idleWindows: 8 }, 'idle windows')).toBeCloseTo(2 * secondsOf({}, 'idle windows')!)
})

test('an arm with planted effects pays for one window in each bring-up, and for coming up', () => {
  const arms = [...input.arms, { fillerServices: 0, isPlanted: true }]
  const bringUps = input.rounds / input.roundsPerBringUp
  expect(secondsOf({ arms }, 'planted effects')).toBeGreaterThan(bringUps * 7)
  expect(secondsOf({ arms }, 'planted effects')).toBeLessThan(bringUps * 8)
  for (const phase of ['rounds', 'idle windows', 'capacity'])
    expect(secondsOf({ arms }, phase)).toBe(secondsOf({}, phase))
  expect(secondsOf({ arms }, 'bring-ups')).toBeGreaterThan(secondsOf({}, 'bring-ups')!)
})

test('phases that do not happen are not listed', () => {
  expect(secondsOf({ capacityRounds: 0 }, 'capacity')).toBeUndefined()
  expect(secondsOf({ capacityRounds: 0 }, 'search for saturation')).toBeUndefined()
  const loads = [{ pagesPerSecond: 'auto' as const, warmUp: 2000, measure: 5000 }]
  expect(secondsOf({ capacityRounds: 0, loads }, 'search for saturation')).toBeGreaterThan(6 * 2 * 0.5)
})

test('a load with one window a bring-up is paid for once in each', () => {
  const [load] = input.loads
  const once = secondsOf({ loads: [{ ...load!, windowsPerBringUp: 1 }] }, 'rounds')!
  expect(3 * once).toBeCloseTo(secondsOf({}, 'rounds')!)
})

test('clusters are made once, and each that was woken up settles once a round', () => {
  const clusters = [['a', 'b', 'c'], ['d'], ['e', 'f']]
  const place = {
    clusterSeconds: 90,
    removalSeconds: 7,
    lookSeconds: 40,
    clusters,
    settleSecondsPerTurn: 2,
    podsBesideServices: 1,
    podSeconds: 3,
  }
  expect(timeBudget({ ...input, place })[0]).toEqual({ phase: 'clusters', seconds: 90 })
  expect(secondsOf({}, 'clusters')).toBeUndefined()
  expect(secondsOf({ place }, 'look at flows')).toBe(40)
  expect(timeBudget({ ...input, place }).at(-1)).toEqual({ phase: 'removal of clusters', seconds: 7 })
  expect(secondsOf({ place }, 'rounds')).toBeCloseTo(secondsOf({}, 'rounds')! + 2 * 3 * 12)
  expect(secondsOf({ place }, 'idle windows')).toBeCloseTo(secondsOf({}, 'idle windows')! + 2 * 3 * 4)
  expect(secondsOf({ place }, 'capacity')).toBeCloseTo(secondsOf({}, 'capacity')! + 2 * 3 * 3)
  expect(secondsOf({ place }, 'bring-ups')).toBe(4 * 6 * 5 * 3)
})

test('the total is the sum of the phases', () => {
  const budget = timeBudget(input)
  expect(totalSeconds(budget)).toBeCloseTo(budget.map(({ seconds }) => seconds).reduce((a, b) => a + b))
})
