import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { readRun, type StoredRun } from '../read-run.ts'
import { evidenceSchema, journalSchema, runSchema } from '../record.ts'
import { convertEvidence } from './convert-evidence.ts'
import { convertJournal } from './convert-journal.ts'
import type { Evidence, JournalRecord } from './record.ts'

/** Runs that were measured when results had version 1. */
const RUNS = join(import.meta.dirname, 'testing')

describe.each(['netns', 'kind'])('a run of version 1, on %s,', (name) => {
  let stored: StoredRun
  beforeAll(() => {
    stored = readRun(join(RUNS, name))
  })

  test('reads as version 2, record by record', () => {
    expect(runSchema.parse(stored.run).schemaVersion).toBe(2)
    for (const record of stored.journal) expect(journalSchema.parse(record)).toEqual(record)
    for (const proof of stored.evidence) expect(evidenceSchema.parse(proof)).toEqual(proof)
  })

  test('has a proof of every edge, found by what it is about and not by its words', () => {
    const { run, evidence } = stored
    for (const { from, to } of run.scenario.edges)
      for (const arm of run.arms.filter(({ name }) => evidence.some((proof) => proof.arm === name))) {
        const proofs = evidence.filter(
          ({ kind, subject, arm: of }) =>
            kind === 'edge' && subject.from === from && subject.to === to && of === arm.name,
        )
        expect(proofs.length, `${arm.name}: ${from} → ${to}`).toBeGreaterThan(0)
        for (const { observed } of proofs) expect(observed).toHaveProperty('count')
      }
  })

  test('describes each datapath once, with a colour of its own', () => {
    const { datapaths, arms } = stored.run
    expect(new Set(arms.map(({ datapath }) => datapath))).toEqual(new Set(datapaths.map(({ name }) => name)))
    expect(new Set(datapaths.map(({ hue }) => hue)).size).toBe(datapaths.length)
  })
})

const proof: Evidence = {
  arm: 'mesh',
  bringUp: 0,
  when: 'before',
  claim: 'something is so',
  place: 'somewhere',
  expected: 'so',
  observed: 'so',
  holds: true,
  source: 'a look',
}

test.each([
  ['exactly 23', '22', { comparison: 'exactly', count: 23 }, { count: 22 }],
  ['at least 46', '50', { comparison: 'at least', count: 46 }, { count: 50 }],
  ['exactly 0', 'no counter drops', { comparison: 'exactly', count: 0 }, { text: 'no counter drops' }],
  ['0 rules', '0 rules', { text: '0 rules' }, { text: '0 rules' }],
])('a proof that expected "%s" and saw "%s" is typed', (expected, observed, wanted, seen) => {
  expect(convertEvidence([{ ...proof, expected, observed }])).toMatchObject([
    { expected: wanted, observed: seen },
  ])
})

test('a policy that was tried is about a call', () => {
  expect(convertEvidence([{ ...proof, claim: 'stock may not call orders' }])).toMatchObject([
    { kind: 'refusal', subject: { from: 'stock', to: 'orders' } },
  ])
})

test('what is wrong and what to do are told apart; the figure of a reason is a number', () => {
  const at = { arm: 'mesh', load: 'steady', bringUp: 0, startedAt: '2026-01-01T00:00:00Z' }
  const failed: JournalRecord = {
    kind: 'trial',
    ...{ ...at, round: 0, position: 0, status: 'failed' },
    error: 'Envoy ended\n  → look at its log',
  }
  expect(convertJournal([failed])).toMatchObject([
    { error: { what: 'Envoy ended', advice: 'look at its log' }, perturbedBy: null },
  ])
})
