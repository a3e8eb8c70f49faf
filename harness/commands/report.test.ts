import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { findRun } from './report.ts'
import { refusalOf } from '../testing/refusal.ts'

let results: string
beforeAll(() => {
  results = mkdtempSync(join(tmpdir(), 'hopbench-report-'))
  for (const id of ['2026-11-24T10-30-05-7f3c', '2026-11-25T08-00-00-0001', 'sample']) {
    mkdirSync(join(results, id))
    // A run of version 1 has no plan.json; a run of version 2 that was killed has no run.json.
    writeFileSync(join(results, id, id === 'sample' ? 'run.json' : 'plan.json'), '{}')
  }
  mkdirSync(join(results, '2027-01-01T00-00-00-0000')) // no run in it
})
afterAll(() => rmSync(results, { recursive: true }))

test("the newest run is found by its time; the sample is nobody's newest", () => {
  expect(findRun(results, undefined)).toBe(join(results, '2026-11-25T08-00-00-0001'))
})

test('a run is found by its id and by its folder', () => {
  expect(findRun(results, 'sample')).toBe(join(results, 'sample'))
  expect(findRun(results, '/some/where')).toBe('/some/where')
})

test('an id that is none is answered with those that are', () => {
  expect(refusalOf(() => findRun(results, 'smaple'))).toMatch(
    /there is no run smaple.*did you mean "sample"\?\n {2}→ there are .*sample/,
  )
})

test('where only samples are, what to type fits the command', () => {
  const samples = join(results, 'samples')
  mkdirSync(join(samples, 'sample'), { recursive: true })
  writeFileSync(join(samples, 'sample', 'run.json'), '{}')
  expect(refusalOf(() => findRun(samples, undefined))).toMatch(
    /no run of yours .*\n {2}→ `npm run bench` makes one; to report sample: npm run report -- sample$/m,
  )
})

test('no run at all is answered with how to make one', () => {
  expect(refusalOf(() => findRun(join(results, 'none'), undefined))).toMatch(
    /there is no run in .*\n {2}→ `npm run bench` makes one/,
  )
})

test('a folder that is named like an id is told apart from a run that is not there', () => {
  const folder = join(results, 'folder-of-the-user')
  mkdirSync(join(folder, 'mine'), { recursive: true })
  vi.stubEnv('INIT_CWD', folder)
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(refusalOf(() => findRun(results, 'mine'))).toMatch(
    /there is no run mine in .*, but \.\/mine exists\n {2}→ write \.\/mine: a name without a slash is the id of a run/,
  )
})

test('results that are a file hold no run', () => {
  const file = join(results, 'file')
  writeFileSync(file, '')
  expect(refusalOf(() => findRun(file, undefined))).toMatch(/there is no run in .*file/)
})
