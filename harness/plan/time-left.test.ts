import { join } from 'node:path'
import { expect, test } from 'vitest'
import { planOf } from '../commands/plan.ts'
import { resolveRun } from '../commands/resolve-run.ts'
import { readAllRecords, readPlan, readRunRecord } from '../results/read-run.ts'
import { timeLeft } from './time-left.ts'

const RESULTS = join(import.meta.dirname, '..', '..', 'results')

/** What was predicted when each bring-up of a stored run was up, and what it then took, in seconds. */
function predictions(sample: string, provider: string): { predicted: number; actual: number }[] {
  const dir = join(RESULTS, sample)
  const [plan, { finishedAt }, { journal }] = [readPlan(dir), readRunRecord(dir), readAllRecords(dir)]
  const flags = { provider, quick: false, json: false, seed: plan.seed, providerFlags: {}, folder: '/' }
  const datapaths = [...new Set(plan.arms.map(({ datapath }) => datapath))]
  const { budget } = planOf(resolveRun({ ...flags, datapaths, rounds: plan.rounds, out: '/nowhere' }))
  return journal.flatMap((record, index) => {
    if (record.kind !== 'bring-up') return []
    const nowMs = Date.parse(record.startedAt) + record.durationMs
    const input = { plan, budget, journal: journal.slice(0, index + 1), now: new Date(nowMs) }
    return [{ predicted: timeLeft(input), actual: (Date.parse(finishedAt!) - nowMs) / 1000 }]
  })
}

const errorsOf = (all: { predicted: number; actual: number }[]): number[] =>
  all.map(({ predicted, actual }) => Math.abs(predicted / actual - 1))

test('of a real run on network namespaces, the time left was right within 10 % from the second bring-up on', () => {
  const errors = errorsOf(predictions('sample', 'netns')).slice(1)
  expect(errors).toHaveLength(9)
  expect(Math.max(...errors)).toBeLessThan(0.1)
})

test('of a real run on kind as well, until its last bring-up, after which flows are read and clusters removed', () => {
  const errors = errorsOf(predictions('sample-kind', 'kind')).slice(1, -1)
  expect(errors).toHaveLength(5)
  expect(Math.max(...errors)).toBeLessThan(0.1)
})

test('before a bring-up has ended, the time is that of the plan; it is never negative', () => {
  const plan = { rounds: 6, roundsPerBringUp: 2, startedAt: '2026-11-28T10:00:00.000Z' }
  const left = (now: string) =>
    timeLeft({ plan, budget: [{ phase: 'rounds', seconds: 60 }], journal: [], now: new Date(now) })
  expect(left('2026-11-28T10:00:20.000Z')).toBe(40)
  expect(left('2026-11-28T11:00:00.000Z')).toBe(0)
})
