import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Arm } from '../arm/arm.ts'
import { flowsAboutSchema } from '../flows/flows-about.ts'
import { keepFlows } from './keep-flows.ts'
import { evidenceSchema, type Evidence } from '../results/record.ts'
import { createRunStore, type RunStore } from '../results/store.ts'
import { syntheticRun } from '../stats/testing/synthetic-run.ts'
import type { RunContext } from './run-context.ts'
import { seenFlows } from './testing/fake-arm.ts'

let folder: string
let store: RunStore
const printed: string[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopbench-flows-'))
  store = createRunStore(folder, syntheticRun({ seed: 'flows' }).run)
  printed.length = 0
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Calls `keepFlows` with the few parts of a run and of an arm that it uses. */
const keep = (flows: Arm['flows']) =>
  keepFlows(
    { store, progress: { phase: (_: string, text: string) => printed.push(text) } } as unknown as RunContext,
    { spec: { name: 'cilium' }, flows } as Arm,
    0,
  )
const linesOf = (file: string): unknown[] =>
  readFileSync(join(store.dir, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)
const evidence = (): Evidence[] => linesOf('evidence.jsonl').map((line) => evidenceSchema.parse(line))
const about = () =>
  flowsAboutSchema.parse(JSON.parse(readFileSync(join(store.dir, 'flows', 'cilium.about.json'), 'utf8')))

test('each flow is a bare line, what is known of them stands beside, and the evidence counts them', async () => {
  await keep(() => Promise.resolve(seenFlows(2)))
  expect(linesOf('flows/cilium.jsonl')).toEqual([
    { flow: { verdict: 'FORWARDED' } },
    { flow: { verdict: 'DROPPED' } },
  ])
  expect(about()).toMatchObject({ arm: 'cilium', source: 'access log', lines: 2 })
  expect(evidence()).toMatchObject([
    {
      claim: 'flows of the proof were kept',
      kind: 'flows',
      when: 'after',
      where: 'access log',
      expected: { comparison: 'at least', count: 1 },
      observed: { count: 2 },
      holds: true,
      source: 'flows/cilium.jsonl',
    },
  ])
})

test('attempts have the truth about them in a file of their own, and what was seen meanwhile in another', async () => {
  const seen = seenFlows(1)
  const made = { from: 'a', to: 'b', pages: 7, paceMs: 100, attempts: [], lines: 1 }
  await keep(() =>
    Promise.resolve({ ...seen, attempts: { lines: [{ flow: { verdict: 'DROPPED' } }], made } }),
  )
  expect(linesOf('flows/cilium.attempts.jsonl')).toEqual([{ flow: { verdict: 'DROPPED' } }])
  const truth: unknown = JSON.parse(readFileSync(join(store.dir, 'flows', 'cilium.attempts.json'), 'utf8'))
  expect(truth).toEqual({ arm: 'cilium', ...made })
})

test('a source that has none of the flows it claims is a broken proof', async () => {
  await keep(() => Promise.resolve(seenFlows(0)))
  expect(evidence()).toMatchObject([{ observed: { count: 0 }, holds: false }])
})

test('a source that cannot be asked is unknown since then, and a broken proof, not the end of the run', async () => {
  const seen = seenFlows(0)
  const unknownSince = { since: '2026-11-24T10:00:00.000Z', why: 'the relay refused the connection' }
  await keep(() => Promise.resolve({ ...seen, about: { ...seen.about, unknownSince } }))
  expect(printed).toEqual(['cilium: flows could not be read: the relay refused the connection'])
  expect(about()).toMatchObject({ unknownSince })
  expect(evidence()).toMatchObject([
    {
      claim: 'flows of the run can be read',
      observed: { text: 'the relay refused the connection' },
      holds: false,
    },
  ])
})

test('a source that this machine lacks a program for is unknown, and no broken proof', async () => {
  const seen = seenFlows(0)
  const unknownSince = { since: '2026-11-24T10:00:00.000Z', why: 'conntrack is not installed' }
  await keep(() => Promise.resolve({ ...seen, about: { ...seen.about, unknownSince }, unavailable: true }))
  expect(printed).toEqual(['cilium: not known: conntrack is not installed'])
  expect(about()).toMatchObject({ unknownSince })
  expect(evidence()).toEqual([])
})

test('an arm whose services do not answer meanwhile is a broken proof, not the end of the run', async () => {
  await keep(() => Promise.reject(new Error('front does not answer')))
  expect(printed).toEqual(['cilium: flows could not be read: front does not answer'])
  expect(evidence()).toMatchObject([{ observed: { text: 'front does not answer' }, holds: false }])
})

test('a datapath that sees nothing has no flows and no proof of them, but a file that says so', async () => {
  const seen = seenFlows(0)
  await keep(() => Promise.resolve({ ...seen, about: { ...seen.about, sees: 'nothing', emitter: null } }))
  await keep(undefined)
  expect(evidence()).toEqual([])
  expect(existsSync(join(store.dir, 'flows', 'cilium.jsonl'))).toBe(false)
  expect(about()).toMatchObject({ sees: 'nothing', pages: 5 })
})

test('a full disk ends the run with a reason, and leaves no half of a file', async () => {
  mkdirSync(join(store.dir, 'flows'))
  symlinkSync('/dev/full', join(store.dir, 'flows', 'cilium.jsonl'))
  await expect(keep(() => Promise.resolve(seenFlows(1)))).rejects.toThrow(
    /the disk is full: no room for further records/,
  )
  expect(() => linesOf('flows/cilium.jsonl')).toThrow(/ENOENT/)
  expect(evidence()).toEqual([])
})
