import { expect, test } from 'vitest'
import { overRuns, type PlantedRun } from './planted-effects.ts'

const page = { of: 'page' } as const
const memory = { of: 'app memory' } as const

const run = (measured: number | null, verdict: PlantedRun['rows'][number]['verdict']): PlantedRun => ({
  run: 'a',
  bringUps: 10,
  effects: [{ kind: 'busy-service', verdict: 'found' }],
  rows: [
    { effects: ['busy-service'], figure: page, truth: 20, middle: measured, interval: null, verdict },
    { effects: [], figure: memory, truth: 0, middle: 0.1, interval: null, verdict: 'nothing' },
  ],
})

test('each figure is counted over all runs, with its mean error', () => {
  const [found, nothing] = overRuns([
    run(21, 'found'),
    run(23, 'found'),
    run(15, 'too coarse'),
    run(45, 'missed'),
  ])
  expect(found).toMatchObject({ figure: page, truth: 20, runs: 4, right: 2, tooCoarse: 1, missed: 1 })
  expect(found!.error.middle).toBeCloseTo(6)
  expect(nothing).toMatchObject({ figure: memory, truth: 0, runs: 4, right: 4, missed: 0 })
})

test('a run that did not measure a figure is in no count of it', () => {
  const [found] = overRuns([run(21, 'found'), run(19, 'found'), run(null, 'not measured')])
  expect(found).toMatchObject({ runs: 2, right: 2 })
})
