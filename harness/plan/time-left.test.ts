import { join } from 'node:path'
import { expect, test } from 'vitest'
import { planOf } from '../commands/plan.ts'
import { resolveRun } from '../commands/resolve-run.ts'
import { readAllRecords, readPlan, readRunRecord } from '../results/read-run.ts'
import type { JournalRecord } from '../results/record.ts'
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

test('of a real run on kind as well', () => {
  const errors = errorsOf(predictions('sample-kind', 'kind')).slice(1)
  expect(errors).toHaveLength(6)
  expect(Math.max(...errors)).toBeLessThan(0.1)
})

test('after a cut, clusters are made again, and the time of that is not taken off what the bring-up needs', () => {
  const dir = join(RESULTS, 'sample-kind')
  const [plan, { journal }] = [readPlan(dir), readAllRecords(dir)]
  const third = journal.findIndex((record) => record.kind === 'bring-up' && record.bringUp === 2)
  const up = journal[third]!
  if (up.kind !== 'bring-up') throw new Error('no third bring-up')
  const ended: JournalRecord = { kind: 'bring-up-ended', startedAt: up.startedAt, bringUp: 1 }
  const before = [...journal.slice(0, third), ended]
  const cutMs = Date.parse(up.startedAt)
  const at = (second: number) => new Date(cutMs + second * 1000)
  const left = (more: JournalRecord[], second: number) =>
    timeLeft({
      ...{ plan, journal: [...before, ...more], now: at(second) },
      budget: [{ phase: 'clusters', seconds: 150 }],
    })
  const startedAt = at(3600).toISOString()
  const moment = { startedAt, session: 1, bringUp: 2, fromRound: 6, keptRounds: 0 }
  const resumed: JournalRecord = { kind: 'resumed', ...moment, lastBefore: up.startedAt }
  const made = { ...journal.find(({ kind }) => kind === 'cluster')!, startedAt, durationMs: 150_000 }
  const again = { ...up, startedAt, durationMs: made.durationMs + up.durationMs }
  const uncut = left([], 0)
  expect(left([resumed], 3600)).toBeCloseTo(uncut + 150)
  // What it was raised sooner or later than others is expected of the next ones, too.
  const whenUp = left([resumed, made, again], 3600 + again.durationMs / 1000)
  expect(Math.abs(whenUp - (uncut - up.durationMs / 1000))).toBeLessThan(10)
})

test('before a bring-up has ended, the time is that of the plan; it is never negative', () => {
  const plan = { rounds: 6, roundsPerBringUp: 2, startedAt: '2026-11-28T10:00:00.000Z' }
  const left = (now: string) =>
    timeLeft({ plan, budget: [{ phase: 'rounds', seconds: 60 }], journal: [], now: new Date(now) })
  expect(left('2026-11-28T10:00:20.000Z')).toBe(40)
  expect(left('2026-11-28T11:00:00.000Z')).toBe(0)
})
