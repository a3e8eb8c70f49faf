import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { calibrate } from '../stats/calibration.ts'
import { syntheticCalibration } from '../stats/testing/synthetic-calibration.ts'
import { refusalOf } from '../testing/refusal.ts'
import { latestCalibrations, readCalibration, writeCalibration } from './calibration-files.ts'

const { model, real } = syntheticCalibration()
const calibration = calibrate(model, real)!
const { host } = calibration

let results: string
const folderOf = (run: string): string => {
  const dir = join(results, run)
  mkdirSync(dir, { recursive: true })
  return dir
}
beforeAll(() => {
  results = mkdtempSync(join(tmpdir(), 'hopbench-calibrations-'))
})
afterAll(() => rmSync(results, { recursive: true }))

test('what was written is read back; a folder without one has none', () => {
  const dir = folderOf('any')
  expect(readCalibration(dir)).toBeNull()
  writeCalibration(dir, calibration)
  expect(readCalibration(dir)).toEqual(calibration)
})

test('those of this host come newest first, by their later run; what cannot be read is passed over', () => {
  const later = { ...calibration, model: { ...calibration.model, run: '2030-01-09T00-00-00-0009' } }
  writeCalibration(folderOf(calibration.real.run), calibration)
  // The newer one lies in the folder of its older run.
  writeCalibration(folderOf('2030-01-01T12-00-00-0003'), later)
  writeCalibration(folderOf('2030-01-10T00-00-00-000a'), { ...calibration, host: { ...host, cores: 64 } })
  writeCalibration(folderOf('sample'), calibration)
  writeFileSync(join(folderOf('2030-01-11T00-00-00-000b'), 'calibration.json'), '{')
  expect(latestCalibrations(results, host)).toEqual([later, calibration])
})

test('a pipe in place of the file is refused, and not waited for', () => {
  const dir = folderOf('pipe')
  execFileSync('mkfifo', [join(dir, 'calibration.json')])
  expect(refusalOf(() => readCalibration(dir))).toMatch(/it is a device or a pipe\n {2}→ remove the file/)
})

test('where nothing was measured yet there are none', () => {
  expect(latestCalibrations(join(results, 'nowhere'), host)).toEqual([])
})

test('in version 1, the CPU that was added included the load generator: the name of the metric says so', () => {
  const dir = folderOf('version-1')
  writeFileSync(join(dir, 'calibration.json'), JSON.stringify({ ...calibration, schemaVersion: 1 }))
  const metrics = (of: typeof calibration): string[] => of.rows.map(({ metric }) => metric)
  expect(metrics(readCalibration(dir)!)).toEqual(
    metrics(calibration).map((metric) => (metric === 'added CPU' ? 'added CPU with client' : metric)),
  )
})
