import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Arm } from '../arm/arm.ts'
import { keepFlows } from './keep-flows.ts'
import { evidenceSchema, type Evidence } from '../results/record.ts'
import { createRunStore, type RunStore } from '../results/store.ts'
import { syntheticRun } from '../stats/testing/synthetic-run.ts'
import type { RunContext } from './run-context.ts'

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

test('each flow is a line with its source, and the evidence counts them', async () => {
  await keep(() =>
    Promise.resolve({ source: 'Hubble Relay', records: [{ verdict: 'FORWARDED' }, { verdict: 'DROPPED' }] }),
  )
  expect(linesOf('flows/cilium.jsonl')).toEqual([
    { source: 'Hubble Relay', arm: 'cilium', flow: { verdict: 'FORWARDED' } },
    { source: 'Hubble Relay', arm: 'cilium', flow: { verdict: 'DROPPED' } },
  ])
  expect(evidence()).toMatchObject([
    {
      claim: 'flows of the proof were kept',
      kind: 'flows',
      where: 'Hubble Relay',
      expected: { comparison: 'at least', count: 1 },
      observed: { count: 2 },
      holds: true,
      source: 'flows/cilium.jsonl',
    },
  ])
})

test('a source that has none of the flows it claims is a broken proof', async () => {
  await keep(() => Promise.resolve({ source: 'access log', records: [] }))
  expect(evidence()).toMatchObject([{ observed: { count: 0 }, holds: false }])
})

test('flows that cannot be read are reported and are a broken proof, not the end of the run', async () => {
  await keep(() => Promise.reject(new Error('the relay refused the connection')))
  expect(printed).toEqual(['cilium: flows could not be read: the relay refused the connection'])
  expect(evidence()).toMatchObject([
    {
      claim: 'flows of the run can be read',
      observed: { text: 'the relay refused the connection' },
      holds: false,
    },
  ])
})

test('a datapath that keeps no flows has neither file nor evidence', async () => {
  await keep(() => Promise.resolve(null))
  await keep(undefined)
  expect(evidence()).toEqual([])
})

test('a full disk ends the run with a reason, and leaves no half of a file', async () => {
  mkdirSync(join(store.dir, 'flows'))
  symlinkSync('/dev/full', join(store.dir, 'flows', 'cilium.jsonl'))
  await expect(
    keep(() => Promise.resolve({ source: 'Hubble Relay', records: [{ verdict: 'FORWARDED' }] })),
  ).rejects.toThrow(/the disk is full: no room for further records/)
  expect(() => linesOf('flows/cilium.jsonl')).toThrow(/ENOENT/)
  expect(evidence()).toEqual([])
})
