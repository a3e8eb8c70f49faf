/** The commands `export` and `import`, from what a user types to the files that they write. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { readCommandLine } from '../cli/command-line.ts'
import { EXIT } from '../errors.ts'
import { exchangeFile } from '../exchange/testing/exchange-file.ts'
import { syntheticRun } from '../stats/testing/synthetic-run.ts'
import { rejectionOf } from '../testing/refusal.ts'
import { exportRun } from './export-run.ts'
import { importFiles } from './import-files.ts'

let folder = ''

/** Runs a command as if it were typed in the folder, and returns what it prints on standard output. */
async function hopbench(...args: string[]): Promise<string> {
  const typed = readCommandLine(args, [], { INIT_CWD: folder })
  const printed: string[] = []
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text, ...rest: unknown[]) => {
    printed.push(String(text))
    const done = rest.find((one) => typeof one === 'function')
    done?.()
    return true
  })
  try {
    if (typed.command === 'export') await exportRun(typed.flags)
    else if (typed.command === 'import') importFiles(typed.flags)
    return printed.join('')
  } finally {
    spy.mockRestore()
  }
}

const without = (value: object, ...names: string[]): object =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)))
const linesOf = (records: readonly object[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('')

/** A stored run that is smaller than the sample. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopbench-exchange-'))
  const { run, journal, evidence, samplesOf } = syntheticRun({
    seed: 'x',
    ...{ rounds: 6, roundsPerBringUp: 1, pagesPerSecond: 50 },
  })
  const plan = {
    ...without(run, 'finishedAt', 'status', 'statusReason'),
    arms: run.arms.map((arm) => without(arm, 'capability', 'fidelity', 'settings', 'reservations')),
    loads: run.loads.map((load) => without(load, 'chosen')),
  }
  const write = (name: string, content: string | Float64Array): void => {
    const path = join(folder, 'run', name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
  write('plan.json', JSON.stringify(plan))
  write('journal.jsonl', linesOf(journal))
  write('evidence.jsonl', linesOf(evidence))
  for (const record of journal)
    if (record.kind === 'trial' && record.status !== 'failed' && record.latency)
      write(record.latency.rawFile, samplesOf(record.latency.rawFile)!)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('export writes to standard output, to a file and into a folder, and says what it needs', async () => {
  expect(await hopbench('export', './run', '--format', 'csv')).toMatch(/^run,scenario,load/)
  const file = join(folder, 'new/run.prom')
  expect(await hopbench('export', './run', '--format', 'openmetrics', '--out', 'new/run.prom')).toBe(
    `${file}\n`,
  )
  expect(readFileSync(file, 'utf8')).toMatch(/# EOF\n$/)
  await hopbench('export', './run', '--format', 'fortio', '--out', 'fortio')
  expect(readdirSync(join(folder, 'fortio'))).toContain('steady-sidecar.json')
  await expect(hopbench('export', './run', '--format', 'smp')).rejects.toMatchObject({
    message: expect.stringMatching(/holds one result, and the run has \d+/) as string,
    advice: expect.stringMatching(/^name one with --arm and --load/) as string,
  })
  await expect(hopbench('export', './run', '--format', 'tap')).rejects.toThrow(/fortio, openmetrics, csv/)
})

test('an earlier export is replaced, also behind a link, and a pipe or a device takes what is written', async () => {
  const earlier = join(folder, 'earlier.csv')
  writeFileSync(earlier, 'earlier')
  symlinkSync(earlier, join(folder, 'latest.csv'))
  await hopbench('export', './run', '--format', 'csv', '--out', 'latest.csv')
  expect(readFileSync(earlier, 'utf8')).toMatch(/^run,scenario,load/)
  expect(await hopbench('export', './run', '--format', 'csv', '--out', '/dev/null')).toBe('/dev/null\n')
})

test('export overwrites no record of a run, nor writes beside one, by whatever path', async () => {
  symlinkSync(join(folder, 'run'), join(folder, 'same-run'))
  const before = readFileSync(join(folder, 'run', 'plan.json'), 'utf8')
  for (const out of ['run/plan.json', 'run', 'run/new/x.csv', 'same-run/plan.json'])
    await expect(hopbench('export', './run', '--format', 'csv', '--out', out)).rejects.toMatchObject({
      exitCode: EXIT.usage,
      message: expect.stringMatching(/lies in the folder of a run/) as string,
      advice: `name a file or a folder outside of ${join(folder, 'run')}; nothing has been written`,
    })
  expect(readFileSync(join(folder, 'run', 'plan.json'), 'utf8')).toBe(before)
  expect(existsSync(join(folder, 'run', 'new'))).toBe(false)
})

test('export says what is wrong with a place where it cannot write', async () => {
  writeFileSync(join(folder, 'a-file'), '')
  const refusal = (out: string) => rejectionOf(hopbench('export', './run', '--format', 'csv', '--out', out))
  expect(await refusal('a-file/x')).toContain(
    `a-file/x cannot be written: ${folder}/a-file is not a folder (EEXIST)\n  → name a file or a folder`,
  )
  expect(await refusal('x'.repeat(300))).toContain('the name is too long')
})

test('export writes test results that name the run', async () => {
  const file = join(folder, 'junit.xml')
  expect(await hopbench('export', './run', '--format', 'junit', '--out', 'junit.xml')).toBe(`${file}\n`)
  expect(readFileSync(file, 'utf8')).toMatch(/^<\?xml[^]*<testsuites name="hopbench [^"]*, run [^"]+"/)
})

test('import reports files of several tools, into a folder that their contents name', async () => {
  const names = ['fortio.json', 'k6-handle-summary.json', 'wrk2.txt', 'smp-first-form.yaml']
  const printed = await hopbench('import', ...names.map(exchangeFile), '--out', '.')
  expect(printed).toMatch(/never made +6,104 \(0\.68.%\) +900,000 asked, 893,896 done/)
  const page = printed.trimEnd().split('\n').at(-1)!
  expect(page).toMatch(new RegExp(`^${folder}/reports/imported-[0-9a-f]{8}/index\\.html$`))
  expect(readdirSync(dirname(page)).toSorted()).toEqual(['imported.json', 'index.html', 'report.md'])
  expect(readFileSync(page, 'utf8')).toContain('No proof of the path')
  const json = JSON.parse(
    await hopbench('import', exchangeFile('fortio.json'), '--json', '--out', '.'),
  ) as object
  expect(json).toMatchObject({ imported: true, files: [{ tool: 'fortio', neverMade: 6104 }] })
})

test('import writes nothing where one file is wrong, and refuses a unit that no file needs', async () => {
  const before = readdirSync(folder)
  writeFileSync(join(folder, 'wrong.json'), '{"DurationHistogram": 1}')
  await expect(
    hopbench('import', exchangeFile('wrk2.txt'), './wrong.json', '--out', 'elsewhere'),
  ).rejects.toThrow(/wrong\.json:1:\d+ {2}DurationHistogram {2}must be a mapping, but is 1/)
  await expect(
    hopbench('import', exchangeFile('wrk2.txt'), '--unit', 'us', '--out', 'elsewhere'),
  ).rejects.toThrow(/--unit us is for tables of HdrHistogram/)
  expect(readdirSync(folder).toSorted()).toEqual([...before, 'wrong.json'].toSorted())
})

test('import counts a file once, by whatever names it is given', async () => {
  const file = exchangeFile('fortio.json')
  symlinkSync(file, join(folder, 'same.json'))
  expect(await rejectionOf(hopbench('import', file, './same.json', '--out', 'elsewhere'))).toBe(
    `${file} and ${folder}/same.json are the same file\n  → name it once; nothing has been written`,
  )
  expect(existsSync(join(folder, 'elsewhere'))).toBe(false)
})
