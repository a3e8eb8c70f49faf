/** Which runs of a results folder are compared with each other when a report is made. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadPrices } from '../prices/load-prices.ts'
import { writeCalibration } from '../results/calibration-files.ts'
import type { RunRecord } from '../results/record.ts'
import { storeRun } from '../results/testing/store-run.ts'
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

/** Stores a run as a bench would, if wanted with a changed record and in a folder of another name. */
function store(
  { run, journal, evidence }: typeof model,
  changes: Partial<RunRecord> = {},
  name?: string,
): string {
  const stored = { ...run, ...changes }
  const dir = join(out, 'results', name ?? stored.id)
  storeRun(dir, { run: stored, journal, evidence })
  return dir
}
const reportOf = async (dir: string) => {
  const { page, calibration } = await writeReport(dir, join(out, 'report'), loadPrices())
  return { page: readFileSync(page, 'utf8'), calibration }
}

test('either of two counterparts is held against the other, and nothing is written beside the results', async () => {
  const dirs = [store(model), store(real)]
  const before = dirs.map((dir) => readdirSync(dir))
  for (const dir of dirs) {
    const { page, calibration } = await reportOf(dir)
    expect(page).toContain(HEADING)
    expect(calibration).toMatchObject({ model: { run: model.run.id }, real: { run: real.run.id } })
  }
  expect(dirs.map((dir) => readdirSync(dir))).toEqual(before)
})

test('of several counterparts it is the newest that was completed and can be read', async () => {
  const older = '2030-01-01T12-00-00-0000'
  store(real, { id: older })
  store(real, { id: '2030-01-03T00-00-00-0003', status: 'interrupted' })
  const damaged = store(real, { id: '2030-01-04T00-00-00-0004' })
  writeFileSync(join(damaged, 'journal.jsonl'), 'not a record\n')
  const elsewhere = { ...real.run.host, cores: 64 }
  store(real, { id: '2030-01-05T00-00-00-0005', host: elsewhere })
  const dir = store(model)
  expect((await reportOf(dir)).calibration?.real.run).toBe(older)
})

test('without the other run, the calibration that the run itself kept is shown', async () => {
  const other = store(real)
  const dir = store(model)
  const before = await reportOf(dir)
  writeCalibration(dir, before.calibration!)
  rmSync(other, { recursive: true })
  expect(await reportOf(dir)).toEqual(before)
})

describe('no calibration', () => {
  test('without a counterpart', async () => {
    const dir = store(model)
    store(model, { id: '2030-01-03T00-00-00-0003' })
    expect(await reportOf(dir)).toMatchObject({ calibration: null })
  })

  test('of the sample, and against it', async () => {
    const sample = store(real, {}, 'sample')
    const dir = store(model)
    for (const each of [sample, dir]) expect(await reportOf(each)).toMatchObject({ calibration: null })
  })

  test('of a run that was interrupted', async () => {
    store(real)
    const dir = store(model, { status: 'interrupted', statusReason: { what: 'Ctrl-C', advice: null } })
    expect((await reportOf(dir)).page).not.toContain(HEADING)
  })
})

test('one that is damaged is named, with what to do', async () => {
  const dir = store(model)
  writeFileSync(join(dir, 'calibration.json'), '{"schemaVersion":1}')
  expect(await rejectionOf(reportOf(dir))).toMatch(
    /calibration\.json is not a valid calibration: [^]*→ remove the file/,
  )
})
