/** A run on fake arms that is cut and goes on, with a real folder of results. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Arm } from '../arm/arm.ts'
import { resumedRecords } from '../commands/resumed-records.ts'
import { readAllRecords, readRun } from '../results/read-run.ts'
import type { Evidence, JournalRecord, TrialRecord } from '../results/record.ts'
import { createRunStore, reopenRunStore, type RunStore } from '../results/store.ts'
import { whatCounts } from '../results/what-counts.ts'
import type { ArmSpec, Scenario } from '../scenario/schema.ts'
import { DIRECT } from '../stats/testing/synthetic-arms.ts'
import { syntheticCpu } from '../stats/testing/synthetic-trial.ts'
import { runBench } from './run-bench.ts'
import { fakeArm } from './testing/fake-arm.ts'
import { fakePlan } from './testing/fake-plan.ts'
import { NO_CLOCK } from './testing/logged-clock.ts'
import { whatIsLeft } from './what-is-left.ts'

vi.mock('node:timers/promises', () => ({ setTimeout: () => Promise.resolve() }))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopbench-resumed-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const PROOF = {
  kind: 'pages',
  subject: {},
  claim: 'every page passes',
  where: 'front',
  expected: { comparison: 'exactly', count: 1 },
  observed: { count: 1 },
  holds: true,
  source: 'a fake',
} as const
const cpu = syntheticCpu(DIRECT, 100, 1e6, 1, true)
const arm = (name: string): ArmSpec => ({ name, datapath: name, fillerServices: 0, policyRules: 0 })
const scenario: Scenario = {
  name: 'cut',
  description: 'Does a run that is cut become whole?',
  topology: {
    services: { front: { namespace: 'default', steps: [], responseBytes: 512 } },
    page: [{ call: 'front', requestBytes: 0 }],
  },
  loads: [
    { name: 'steady', pagesPerSecond: 'auto', connection: 'keep-alive', warmUp: 0, measure: 1000 },
    { name: 'fresh', pagesPerSecond: 50, connection: 'per-request', warmUp: 0, measure: 1000 },
  ],
  arms: [arm('direct'), arm('mesh')],
  clientPlacement: 'beside',
  rounds: 8,
  capacity: true,
}
const plan = fakePlan(scenario, false)

class Killed extends Error {}

/** Runs until so many records are stored in this session; a record more is never written, as after kill -9. */
async function session(store: RunStore, before: readonly JournalRecord[], records: number) {
  const raised: string[] = []
  let left = records
  const counting =
    <Kept>(append: (kept: Kept) => void) =>
    (kept: Kept) => {
      if (left === 0) throw new Killed()
      left -= 1
      append(kept)
    }
  const result: Promise<unknown> = runBench({
    ...{ scenario, plan, before, signal: new AbortController().signal, hopClock: NO_CLOCK },
    store: {
      ...store,
      append: counting((record: JournalRecord) => store.append(record)),
      appendEvidence: counting((proofs: Evidence[]) => store.appendEvidence(proofs)),
    },
    progress: { phase: () => undefined, status: () => undefined, close: () => undefined },
    raise: (spec): Promise<Arm> => {
      raised.push(spec.name)
      return Promise.resolve(fakeArm(spec, cpu, { verify: () => Promise.resolve([PROOF]) }))
    },
  })
  const isCut = await result.then(
    () => false,
    (error: unknown) => {
      if (error instanceof Killed) return true
      throw error
    },
  )
  return { isCut, raised }
}

/** Cuts every session after so many records, and resumes until nothing is left. Returns how often it was resumed. */
async function cutEvery(records: number): Promise<number> {
  const begun = createRunStore(folder, plan)
  let { isCut } = await session(begun, [], records)
  if (!isCut) begun.finish({ status: 'complete', reason: null })
  let times = 0
  for (; isCut; times += 1) {
    if (times > 200) throw new Error('the run makes no progress')
    isCut = await resume(records)
  }
  return times
}

/** Goes on with the run. Returns whether it was cut again after so many records. */
async function resume(records: number): Promise<boolean> {
  const { journal, evidence } = readAllRecords(join(folder, 'run'))
  const store = reopenRunStore(join(folder, 'run'), plan, journal)
  const left = whatIsLeft(plan, whatCounts(journal, evidence).journal)
  const news = resumedRecords({ plan, journal, evidence, left, session: store.session, now: new Date() })
  for (const record of news.records) store.append(record)
  const before = whatCounts([...journal, ...news.records], evidence).journal
  const { isCut } = await session(store, before, records)
  if (!isCut) store.finish({ status: 'complete', reason: null })
  return isCut
}

/** What each record that counts is of. */
const identities = (journal: readonly JournalRecord[]): string[] =>
  journal
    .filter(({ kind }) => !['resumed', 'arm-learned'].includes(kind))
    .map((record) => {
      const {
        kind,
        bringUp = '',
        arm = '',
        load = '',
        round = '',
      } = record as unknown as Partial<Record<'kind' | 'bringUp' | 'arm' | 'load' | 'round', string | number>>
      return [kind, bringUp, arm, load, round].join(' ')
    })
    .toSorted()

async function uncut(): Promise<string[]> {
  const whole = createRunStore(join(folder, 'uncut'), plan)
  await session(whole, [], Infinity)
  whole.finish({ status: 'complete', reason: null })
  return identities(readRun(whole.dir).journal)
}

test.each([70, 40, 17, 9])(
  'a run that is killed after every %i records has in the end each record of an uncut run, once',
  async (records) => {
    const times = await cutEvery(records)
    const { run, journal } = readRun(join(folder, 'run'))
    expect(run.status).toBe('complete')
    expect(run.resumed).toHaveLength(times)
    expect(identities(journal)).toEqual(await uncut())
  },
)

/** What each proof is of. */
const proofsOf = (evidence: readonly Evidence[]): string[] =>
  evidence.map(({ arm, bringUp, when, claim }) => [bringUp, when, arm, claim].join(' ')).toSorted()

test('where the end of the journal was lost, later bring-ups are done again, and what they had proved counts no more', async () => {
  const { isCut } = await session(createRunStore(folder, plan), [], 70)
  expect(isCut).toBe(true)
  const file = join(folder, 'run', 'journal.jsonl')
  const lines = readFileSync(file, 'utf8').split('\n')
  const lost = lines.findIndex((line) => line.includes('"kind":"bring-up-ended"'))
  expect(lines.slice(lost).join()).toContain('"bringUp":1')
  writeFileSync(file, lines.slice(0, lost).join('\n') + '\n')
  expect(readAllRecords(join(folder, 'run')).evidence.some(({ bringUp }) => bringUp === 1)).toBe(true)

  expect(await resume(Infinity)).toBe(false)
  const { journal, evidence } = readRun(join(folder, 'run'))
  const whole = await uncut()
  expect(identities(journal)).toEqual(whole)
  expect(proofsOf(evidence)).toEqual(proofsOf(readRun(join(folder, 'uncut', 'run')).evidence))
})

test('where a line in the middle of the journal was lost, no record counts twice', async () => {
  await session(createRunStore(folder, plan), [], 150)
  const file = join(folder, 'run', 'journal.jsonl')
  const text = readFileSync(file, 'utf8')
  expect(text.match(/"bring-up-ended"/g)!.length).toBeGreaterThan(1)
  writeFileSync(file, text.replace(/.*"kind":"bring-up-ended".*\n/, ''))
  expect(await resume(Infinity)).toBe(false)
  expect(identities(readRun(join(folder, 'run')).journal)).toEqual(await uncut())
})

test('a bring-up that was cut is done again whole; cut for the second time, it keeps its finished rounds', async () => {
  await cutEvery(9)
  const { run, journal } = readRun(join(folder, 'run'))
  const kept = run.resumed!.map(({ bringUp, keptRounds }) => `${bringUp}: ${keptRounds}`)
  expect(kept.slice(0, 3)).toEqual(['0: 0', '0: 1', '0: 2'])
  const sessionsOf = (bringUp: number, round: number) =>
    new Set(
      journal
        .filter((record): record is TrialRecord => record.kind === 'trial')
        .filter((trial) => trial.bringUp === bringUp && trial.round === round)
        .map((trial) => trial.session),
    )
  // The arms of a round are always of one session.
  for (let round = 0; round < plan.rounds; round += 1)
    expect(sessionsOf(Math.floor(round / plan.roundsPerBringUp), round).size).toBe(1)
})

test('what was found out before the cut is not looked for again: rates, connections that saturate, settings', async () => {
  await cutEvery(61)
  const { journal } = readAllRecords(join(folder, 'run'))
  const count = (kind: string) => journal.filter((record) => record.kind === kind).length
  expect(count('rate-chosen')).toBe(1)
  expect(count('saturation')).toBe(2)
  expect(count('arm-learned')).toBe(2)
})

test('the samples of a round that is measured again have a file of their own', async () => {
  await cutEvery(61)
  const { journal } = readAllRecords(join(folder, 'run'))
  const files = journal.flatMap((record) =>
    record.kind === 'trial' && record.status === 'completed' ? [record.latency!.rawFile] : [],
  )
  expect(new Set(files).size).toBe(files.length)
  expect(files.some((file) => file.endsWith('-session-1.f64'))).toBe(true)
})
