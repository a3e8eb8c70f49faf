import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readAllRecords, readPlan } from '../results/read-run.ts'
import { bringUpsOf } from '../plan/bring-ups.ts'
import { refusalOf } from '../testing/refusal.ts'
import { refuseLostEvidence } from './lost-evidence.ts'

const SAMPLE = join(import.meta.dirname, '../../results/sample')
const records = readAllRecords(SAMPLE)
const bringUps = bringUpsOf(readPlan(SAMPLE))

test('a run goes on where every arm was proved before and after the rounds of each bring-up that ended', () => {
  expect(() => refuseLostEvidence(SAMPLE, bringUps, records)).not.toThrow()
})

test('a run whose proofs are gone is refused with the first that is missing, and nothing is torn off', () => {
  const evidence = records.evidence.filter(({ bringUp }) => bringUp === 0)
  expect(refusalOf(() => refuseLostEvidence(SAMPLE, 2, { ...records, evidence }))).toMatch(
    /evidence\.jsonl is damaged: it has no proof of \S+ before the rounds of bring-up 2, which ended\n {2}→ restore/,
  )
  expect(() => refuseLostEvidence(SAMPLE, 1, { ...records, evidence })).not.toThrow()
})

test('the proofs after the rounds count as those before do, but for an arm that failed in the last of them', () => {
  const evidence = records.evidence.filter(({ arm, when }) => arm !== 'ebpf' || when === 'before')
  expect(refusalOf(() => refuseLostEvidence(SAMPLE, 1, { ...records, evidence }))).toMatch(
    /no proof of ebpf after the rounds of bring-up 1/,
  )
  const journal = records.journal.map((record) =>
    record.kind === 'trial' && record.arm === 'ebpf' ? { ...record, status: 'failed' as const } : record,
  ) as typeof records.journal
  expect(() => refuseLostEvidence(SAMPLE, 1, { journal, evidence })).not.toThrow()
})
