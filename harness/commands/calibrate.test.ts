import { expect, test } from 'vitest'
import { planRun } from '../plan/plan-run.ts'
import { EXIT } from '../errors.ts'
import type { PlantedAnalysis, PlantedOutcome } from '../stats/planted/planted-analysis.ts'
import { calibrationOptions, outcomeOf } from './calibrate.ts'

const OPTIONS = calibrationOptions({ out: import.meta.dirname, json: false, folder: '/', seed: 'abc' })

test('a calibration has the baseline twice and an arm for each effect, in windows as long as the time between two pauses', () => {
  const { arms, loads } = OPTIONS.scenario
  expect(arms.map(({ name }) => name)).toEqual([
    ...['direct', 'direct-again', 'busy-service', 'slow-hop', 'busy-agent', 'held-memory'],
    ...['lost-packets', 'pauses'],
  ])
  const pauses = arms.flatMap(({ planted = [] }) => planted).find(({ kind }) => kind === 'pauses')
  expect(pauses).toMatchObject({ everyMs: loads[0]!.measure })
})

test('it takes less than ten minutes', () => {
  expect(planRun(OPTIONS.scenario, 'abc', false).totalSeconds).toBeLessThan(600)
})

test('the exit code says whether all effects were found', () => {
  const planted = (verdict: PlantedAnalysis['verdict'], ...outcomes: PlantedOutcome['verdict'][]) =>
    ({
      planted: {
        ...{ verdict, why: null, confidencePerInterval: 0.999 },
        arms: [{ effects: outcomes.map((one) => ({ effect: {}, outcome: { verdict: one } })) }],
      },
    }) as unknown as Parameters<typeof outcomeOf>[0]
  expect(outcomeOf(planted('passed', 'found', 'found'))).toBe(EXIT.ok)
  expect(outcomeOf(planted('passed', 'found', 'too coarse'))).toBe(EXIT.inconclusive)
  expect(outcomeOf(planted('passed', 'found', 'not planted'))).toBe(EXIT.inconclusive)
  expect(outcomeOf(planted('not calibrated', 'found'))).toBe(EXIT.inconclusive)
  expect(outcomeOf(planted('missed', 'found', 'missed'))).toBe(EXIT.missed)
})
