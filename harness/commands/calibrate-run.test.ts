/** Runs in a results folder, and which of them are held against one another when a report is made. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { calibrationSchema } from '../results/calibration.ts'
import type { RunRecord } from '../results/record.ts'
import { syntheticCalibration } from '../stats/testing/synthetic-calibration.ts'
import { writeReport } from './write-report.ts'
import { rejectionOf } from '../testing/refusal.ts'

const HEADING = 'Emulated and real, side by side'
const { model, real } = syntheticCalibration({ rounds: 6, measureMs: 1000 })

let out: string
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'hopbench-calibrate-'))
})
afterEach(() => rmSync(out, { recursive: true }))

/** Stores a run as a bench would have, perhaps with another record and under another name. */
function store(
  { run, journal, evidence }: typeof model,
  changes: Partial<RunRecord> = {},
  name?: string,
): string {
  const stored = { ...run, ...changes }
  const dir = join(out, 'results', name ?? stored.id)
  mkdirSync(dir, { recursive: true })
  const lines = (records: object[]) => records.map((record) => JSON.stringify(record) + '\n').join('')
  writeFileSync(join(dir, 'run.json'), JSON.stringify(stored))
  writeFileSync(join(dir, 'trials.jsonl'), lines(journal))
  writeFileSync(join(dir, 'evidence.jsonl'), lines(evidence))
  return dir
}
const reportOf = async (dir: string) => {
  const { page, notices } = await writeReport(dir, join(out, 'report'))
  return { page: readFileSync(page, 'utf8'), notices }
}
const kept = (dir: string) =>
  calibrationSchema.parse(JSON.parse(readFileSync(join(dir, 'calibration.json'), 'utf8')))

test('either of two counterparts is held against the other, and keeps what came of it', async () => {
  const dirs = [store(model), store(real)]
  for (const dir of dirs) {
    expect((await reportOf(dir)).page).toContain(HEADING)
    expect(kept(dir)).toMatchObject({ model: { run: model.run.id }, real: { run: real.run.id } })
  }
})

test('of several counterparts it is the newest that was completed and can be read', async () => {
  const older = '2030-01-01T12-00-00-0000'
  store(real, { id: older })
  store(real, { id: '2030-01-03T00-00-00-0003', status: 'interrupted' })
  const damaged = store(real, { id: '2030-01-04T00-00-00-0004' })
  writeFileSync(join(damaged, 'trials.jsonl'), 'not a record\n')
  const elsewhere = { ...real.run.host, cores: 64 }
  store(real, { id: '2030-01-05T00-00-00-0005', host: elsewhere })
  const dir = store(model)
  await reportOf(dir)
  expect(kept(dir).real.run).toBe(older)
})

test('the report is made from the folder of its run: without the other run the calibration stays', async () => {
  const other = store(real)
  const dir = store(model)
  const before = await reportOf(dir)
  rmSync(other, { recursive: true })
  expect(await reportOf(dir)).toEqual(before)
})

describe('no calibration', () => {
  test('without a counterpart', async () => {
    const dir = store(model)
    store(model, { id: '2030-01-03T00-00-00-0003' })
    expect((await reportOf(dir)).page).not.toContain(HEADING)
    expect(existsSync(join(dir, 'calibration.json'))).toBe(false)
  })

  test('of the sample, and against it', async () => {
    const sample = store(real, {}, 'sample')
    const dir = store(model)
    for (const each of [sample, dir]) {
      await reportOf(each)
      expect(existsSync(join(each, 'calibration.json'))).toBe(false)
    }
  })

  test('of a run that was interrupted', async () => {
    store(real)
    const dir = store(model, { status: 'interrupted', statusReason: 'Ctrl-C' })
    expect((await reportOf(dir)).page).not.toContain(HEADING)
  })
})

test('a calibration that cannot be kept is left out, and said', async () => {
  store(real)
  const dir = store(model)
  mkdirSync(join(dir, 'calibration.json.new'))
  const { page, notices } = await reportOf(dir)
  expect(page).not.toContain(HEADING)
  expect(notices.join()).toMatch(/the calibration cannot be kept, and is left out: /)
})

test('one that is damaged is named, with what to do', async () => {
  const dir = store(model)
  writeFileSync(join(dir, 'calibration.json'), '{"schemaVersion":1}')
  expect(await rejectionOf(reportOf(dir))).toMatch(
    /calibration\.json is not the calibration it should be: [^]*→ remove it/,
  )
})
