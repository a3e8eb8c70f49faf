/** The commands `export` and `import` as a user types them. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exchangeFile } from '../exchange/testing/exchange-file.ts'
import { syntheticRun } from '../stats/testing/synthetic-run.ts'

const MAIN = join(import.meta.dirname, '../main.ts')
let folder = ''

function hopbench(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: folder,
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

/** A stored run with one load, so that the commands need not read the large sample. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopbench-exchange-'))
  const { run, journal, evidence, samplesOf } = syntheticRun({
    seed: 'x',
    ...{ rounds: 6, roundsPerBringUp: 1, pagesPerSecond: 50 },
  })
  const { finishedAt, status, statusReason, ...plan } = run
  const dir = join(folder, 'run')
  mkdirSync(dir)
  const arms = plan.arms.map(({ capability, fidelity, settings, reservations, ...arm }) => arm)
  const loads = plan.loads.map(({ chosen, ...load }) => load)
  void [finishedAt, status, statusReason]
  writeFileSync(join(dir, 'plan.json'), JSON.stringify({ ...plan, arms, loads }))
  writeFileSync(join(dir, 'journal.jsonl'), journal.map((record) => `${JSON.stringify(record)}\n`).join(''))
  writeFileSync(join(dir, 'evidence.jsonl'), evidence.map((record) => `${JSON.stringify(record)}\n`).join(''))
  for (const record of journal) {
    if (record.kind !== 'trial' || record.status === 'failed' || !record.latency) continue
    const file = join(dir, record.latency.rawFile)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, samplesOf(record.latency.rawFile)!)
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('export writes to standard output, to a file and into a folder, and says what it needs', () => {
  const csv = hopbench('export', './run', '--format', 'csv')
  expect(csv).toMatchObject({ status: 0, stderr: '' })
  expect(csv.stdout).toMatch(/^run,scenario,load/)
  const file = join(folder, 'new/run.prom')
  expect(hopbench('export', './run', '--format', 'openmetrics', '--out', 'new/run.prom').stdout).toBe(
    `${file}\n`,
  )
  expect(readFileSync(file, 'utf8')).toMatch(/# EOF\n$/)
  expect(hopbench('export', './run', '--format', 'fortio', '--out', 'fortio').status).toBe(0)
  expect(readdirSync(join(folder, 'fortio'))).toContain('steady-sidecar.json')
  const several = hopbench('export', './run', '--format', 'smp')
  expect(several.status).toBe(2)
  expect(several.stderr).toMatch(
    /holds one result, and the run has \d+.*\n {2}→ name one with --arm and --load/,
  )
})

test('import reports files of several tools, into a folder that their contents name', () => {
  const names = ['fortio.json', 'k6-handle-summary.json', 'wrk2.txt', 'smp-first-form.yaml']
  const { status, stdout } = hopbench('import', ...names.map(exchangeFile), '--out', '.')
  expect(status).toBe(0)
  expect(stdout).toMatch(/never made +6,104 \(0\.68.%\) +900,000 asked, 893,896 done/)
  const page = stdout.trimEnd().split('\n').at(-1)!
  expect(page).toMatch(new RegExp(`^${folder}/reports/imported-[0-9a-f]{8}/index\\.html$`))
  expect(readdirSync(join(page, '..')).toSorted()).toEqual(['imported.json', 'index.html', 'report.md'])
  expect(readFileSync(page, 'utf8')).toContain('No proof of the path')
  const json = JSON.parse(
    hopbench('import', exchangeFile('fortio.json'), '--json', '--out', '.').stdout,
  ) as object
  expect(json).toMatchObject({ imported: true, files: [{ tool: 'fortio', neverMade: 6104 }] })
})

test('import writes nothing where one file is wrong, and refuses a unit that no file needs', () => {
  const before = readdirSync(join(folder, 'reports'))
  writeFileSync(join(folder, 'wrong.json'), '{"DurationHistogram": 1}')
  const wrong = hopbench('import', exchangeFile('wrk2.txt'), 'wrong.json', '--out', '.')
  expect(wrong.status).toBe(2)
  expect(wrong.stderr).toMatch(/wrong\.json:1:\d+ {2}DurationHistogram {2}must be a mapping, but is 1/)
  expect(hopbench('import', exchangeFile('wrk2.txt'), '--unit', 'us', '--out', '.').stderr).toMatch(
    /--unit us is for tables of HdrHistogram/,
  )
  expect(readdirSync(join(folder, 'reports'))).toEqual(before)
})
