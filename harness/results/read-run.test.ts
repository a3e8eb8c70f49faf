/** Results as a run leaves them, whole and damaged. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { UsageError, withAdvice } from '../errors.ts'
import { syntheticRun } from '../stats/testing/synthetic-run.ts'
import { readRun } from './read-run.ts'

const made = syntheticRun({ seed: 'read-run', rounds: 6 })
let dir: string

const lines = (records: readonly object[]): string =>
  records.map((record) => JSON.stringify(record) + '\n').join('')

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hopbench-read-run-'))
  writeFileSync(join(dir, 'run.json'), JSON.stringify(made.run))
  writeFileSync(join(dir, 'trials.jsonl'), lines(made.journal))
  writeFileSync(join(dir, 'evidence.jsonl'), lines(made.evidence))
})
afterEach(() => rmSync(dir, { recursive: true }))

const refusal = (): string => {
  try {
    readRun(dir)
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    return withAdvice(error)
  }
  throw new Error('the damaged run was read')
}
/** Changes one line of a file, counted from 1. */
function damage(file: string, number: number, change: (line: string) => string): void {
  const all = readFileSync(join(dir, file), 'utf8').split('\n')
  all[number - 1] = change(all[number - 1]!)
  writeFileSync(join(dir, file), all.join('\n'))
}

test('what was written is read back', () => {
  const stored = readRun(dir)
  expect(stored.run).toEqual(made.run)
  expect(stored.journal).toEqual(made.journal)
  expect(stored.evidence).toEqual(made.evidence)
  expect(stored.notices).toEqual([])
})

test('samples are read as doubles; a raw file that is gone is null', () => {
  mkdirSync(join(dir, 'raw'))
  const samples = Float64Array.of(0, 1.5, 2.5, 1e9)
  writeFileSync(join(dir, 'raw', 'a.f64'), new Uint8Array(samples.buffer))
  const { samplesOf } = readRun(dir)
  expect(samplesOf(join('raw', 'a.f64'))).toEqual(samples)
  expect(samplesOf(join('raw', 'b.f64'))).toBeNull()
})

test('a record that a kill cut off is left out with a notice, and stays in the file', () => {
  const whole = readFileSync(join(dir, 'trials.jsonl'), 'utf8')
  const torn = whole.slice(0, -20)
  writeFileSync(join(dir, 'trials.jsonl'), torn)
  const stored = readRun(dir)
  expect(stored.journal).toEqual(made.journal.slice(0, -1))
  expect(stored.notices).toEqual([
    `${join(dir, 'trials.jsonl')}:${String(made.journal.length)} was cut off while it was being written; that record is left out`,
  ])
  expect(readFileSync(join(dir, 'trials.jsonl'), 'utf8')).toBe(torn)
})

test('a run killed before its first record has none', () => {
  rmSync(join(dir, 'trials.jsonl'))
  rmSync(join(dir, 'evidence.jsonl'))
  expect(readRun(dir)).toMatchObject({ journal: [], evidence: [] })
})

test('a damaged line in the middle is named with its number', () => {
  damage('trials.jsonl', 3, (line) => line.slice(0, 30))
  expect(refusal()).toMatch(
    /trials\.jsonl:3 {2}expected one JSON record: .*\n {2}→ the file has been left as it is/,
  )
})

test('a record with a wrong field names the field', () => {
  const number = made.journal.findIndex(({ kind }) => kind === 'trial') + 1
  damage('trials.jsonl', number, (line) => line.replace(/"round":\d+/, '"round":"first"'))
  expect(refusal()).toMatch(new RegExp(`trials\\.jsonl:${String(number)} .*\\n +round: .*expected number`))
})

test('a run of another schema version is refused by its number', () => {
  writeFileSync(join(dir, 'run.json'), JSON.stringify({ ...made.run, schemaVersion: 7 }))
  expect(refusal()).toContain('has schema version 7; this hopbench reads version 1')
})

test('half of run.json, and none, are named', () => {
  writeFileSync(join(dir, 'run.json'), JSON.stringify(made.run).slice(0, 100))
  expect(refusal()).toMatch(/run\.json cannot be read: /)
  rmSync(join(dir, 'run.json'))
  expect(refusal()).toMatch(/run\.json is missing/)
})
