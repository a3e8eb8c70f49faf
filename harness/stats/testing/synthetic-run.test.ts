import { expect, test } from 'vitest'
import { evidenceSchema, journalSchema, runSchema } from '../../results/record.ts'
import { syntheticRun } from './synthetic-run.ts'

test('a synthetic run keeps to the stored schema', () => {
  const { run, journal, evidence } = syntheticRun({
    seed: 'schema',
    trouble: [
      { arm: 'sidecar', round: 2, status: 'invalid' },
      { arm: 'ebpf', round: 5, status: 'failed' },
    ],
  })
  expect(() => runSchema.parse(run)).not.toThrow()
  for (const record of journal) expect(() => journalSchema.parse(record)).not.toThrow()
  for (const proof of evidence) expect(() => evidenceSchema.parse(proof)).not.toThrow()
})

test('the same seed gives the same synthetic run, another seed another', () => {
  expect(syntheticRun({ seed: 'a' }).journal).toEqual(syntheticRun({ seed: 'a' }).journal)
  expect(syntheticRun({ seed: 'a' }).journal).not.toEqual(syntheticRun({ seed: 'b' }).journal)
})
