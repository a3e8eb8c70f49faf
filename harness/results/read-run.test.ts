/** Results as a run leaves them, whole and damaged. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { UsageError, withAdvice } from '../errors.ts'
import { median } from '../numbers/quantile.ts'
import { syntheticRun } from '../stats/testing/synthetic-run.ts'
import { foldRun } from './fold-run.ts'
import { differencesUs, pagesIn, RAW_COLUMNS } from './raw-samples.ts'
import { readAllRecords, readRun } from './read-run.ts'
import type { ArmLearnedRecord } from './record.ts'
import { factsOf, planOf, storeRun } from './testing/store-run.ts'

const made = syntheticRun({ seed: 'read-run', rounds: 6 })
let dir: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hopbench-read-run-'))
  storeRun(dir, made)
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
  expect(stored.journal).toEqual([...made.journal, ...factsOf(made.run)])
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

test('a raw file of version 1 is read in the layout of today: its pages have no number', () => {
  const { journal, samplesOf } = readRun(join(import.meta.dirname, 'v1', 'testing', 'netns'))
  const latencies = journal.flatMap((record) =>
    record.kind === 'trial' && record.status !== 'failed' && record.latency ? [record.latency] : [],
  )
  for (const { rawFile, sampleCount, serviceUs } of latencies.slice(0, 3)) {
    const raw = samplesOf(rawFile)!
    expect(pagesIn(raw)).toBe(sampleCount)
    expect(median([...differencesUs(raw, 'written', 'done')])).toBe(serviceUs.p50)
    expect(raw[RAW_COLUMNS.indexOf('number')]).toBeNaN()
  }
})

test('a record that a kill cut off is left out with a notice, and stays in the file', () => {
  const whole = readFileSync(join(dir, 'journal.jsonl'), 'utf8')
  const count = whole.trimEnd().split('\n').length
  const torn = whole.slice(0, -20)
  writeFileSync(join(dir, 'journal.jsonl'), torn)
  const stored = readRun(dir)
  // The last record told how the run ended.
  expect(stored.run.status).toBe('running')
  expect(stored.journal).toHaveLength(count - 1)
  expect(stored.notices).toEqual([
    `${join(dir, 'journal.jsonl')}:${count} was cut off while it was being written; that record is left out`,
  ])
  expect(readFileSync(join(dir, 'journal.jsonl'), 'utf8')).toBe(torn)
})

test('a run killed before its first record has none', () => {
  rmSync(join(dir, 'journal.jsonl'))
  rmSync(join(dir, 'evidence.jsonl'))
  expect(readRun(dir)).toMatchObject({ journal: [], evidence: [] })
})

test('a damaged line in the middle is named with its number', () => {
  damage('journal.jsonl', 3, (line) => line.slice(0, 30))
  expect(refusal()).toMatch(
    /journal\.jsonl:3 {2}expected one JSON record: .*\n {2}→ hopbench has not changed the file/,
  )
})

test('a record with a wrong field names the field', () => {
  const number = made.journal.findIndex(({ kind }) => kind === 'trial') + 1
  damage('journal.jsonl', number, (line) => line.replace(/"round":\d+/, '"round":"first"'))
  expect(refusal()).toMatch(new RegExp(`journal\\.jsonl:${number} .*\\n +round: .*expected number`))
})

test.each(['"1000"', 'null', '1e999', '0'])(
  'a number that is %s names the file, the line and the field',
  (value) => {
    const number = made.journal.findIndex(({ kind }) => kind === 'trial') + 1
    damage('journal.jsonl', number, (line) => line.replace(/"wallUs":\d+/, `"wallUs":${value}`))
    expect(refusal()).toMatch(
      new RegExp(`journal\\.jsonl:${number}  is not a valid record:\n +cpu\\.wallUs: `),
    )
  },
)

test.each(['../../outside.f64', '/etc/passwd', 'raw/../../a.f64', '..', './a.f64', 'raw\\\\..\\\\a.f64', ''])(
  'a raw file at "%s" is refused: samples lie below the folder of their run',
  (path) => {
    const number = made.journal.findIndex(({ kind }) => kind === 'trial') + 1
    damage('journal.jsonl', number, (line) => line.replace(/"rawFile":"[^"]*"/, `"rawFile":"${path}"`))
    expect(refusal()).toMatch(
      new RegExp(
        `journal\\.jsonl:${number} .*\\n +latency\\.rawFile: must be a path below the folder of the run`,
      ),
    )
  },
)

test('samples that are no numbers are named with their file', () => {
  mkdirSync(join(dir, 'raw'))
  writeFileSync(join(dir, 'raw', 'a.f64'), new Uint8Array(Float64Array.of(1, NaN).buffer))
  expect(() => readRun(dir).samplesOf(join('raw', 'a.f64'))).toThrow(/a\.f64 is damaged: its value 2 is not/)
})

test('a run of another schema version is refused by its number', () => {
  writeFileSync(join(dir, 'plan.json'), JSON.stringify({ ...planOf(made.run), schemaVersion: 7 }))
  expect(refusal()).toContain('has schema version 7; this hopbench reads versions 1 and 2')
})

test('half of plan.json, and none, are named', () => {
  writeFileSync(join(dir, 'plan.json'), JSON.stringify(planOf(made.run)).slice(0, 100))
  expect(refusal()).toMatch(/plan\.json cannot be read: /)
  rmSync(join(dir, 'plan.json'))
  expect(refusal()).toMatch(/plan\.json is missing/)
})

test('a run without its plan is not called a run of another version', () => {
  rmSync(join(dir, 'plan.json'))
  writeFileSync(join(dir, 'run.json'), JSON.stringify(made.run))
  expect(refusal()).toMatch(/plan\.json is missing; .*\n {2}→ restore it from a copy/s)
})

test('a run is folded from its plan and the facts of its journal: what was found out later, and the later of two', () => {
  const { run } = made
  const [load] = run.loads
  const chosen = { slowest: { arm: 'sidecar', pagesPerSecond: 500 }, shareOfSlowest: 0.4 }
  const found = {
    ...run,
    status: 'interrupted' as const,
    statusReason: { what: 'Ctrl-C', advice: null },
    loads: [{ ...load!, pagesPerSecond: 200, chosen }],
    order: [...run.order, run.order[0]!.toReversed()],
  }
  expect(foldRun(planOf(found), [])).toMatchObject({
    status: 'running',
    finishedAt: null,
    loads: [{ pagesPerSecond: null, chosen: null }],
    order: run.order,
    arms: run.arms.map(({ name }) => ({ name, settings: {} })),
  })
  expect(foldRun(planOf(found), factsOf(found))).toEqual(found)
  const [learned] = factsOf(found)
  const again = { ...learned!, settings: { congestionControl: 'bbr' } } as ArmLearnedRecord
  expect(foldRun(planOf(found), [...factsOf(found), again]).arms[0]!.settings).toEqual(again.settings)
})

test('a journal that cannot be read is named, and so is a record of an unknown kind', () => {
  damage('journal.jsonl', 2, (line) => line.replace(/"kind":"[^"]+"/, '"kind":"hop-clock"'))
  expect(refusal()).toMatch(/journal\.jsonl:2 .*\n +kind: .*'trial' \| 'hops'/)
  rmSync(join(dir, 'journal.jsonl'))
  mkdirSync(join(dir, 'journal.jsonl'))
  expect(refusal()).toMatch(/journal\.jsonl cannot be read: it is a folder/)
})

type Plan = ReturnType<typeof planOf>
test.each<[why: string, change: (plan: Plan) => Plan]>([
  [
    'arm ebpf has the datapath ebpf, which is not in "datapaths"',
    (plan) => ({
      ...plan,
      datapaths: plan.datapaths.filter(({ name }) => name !== 'ebpf'),
    }),
  ],
  [
    'no arm has the role "baseline"',
    (plan) => ({ ...plan, arms: plan.arms.filter(({ role }) => role !== 'baseline') }),
  ],
  [
    'scenario.edges[0] names __proto__, which the scenario does not have',
    (plan) => {
      const [first, ...others] = plan.scenario.edges
      return { ...plan, scenario: { ...plan.scenario, edges: [{ ...first!, to: '__proto__' }, ...others] } }
    },
  ],
  [
    'scenario.queries[0] names constructor, which the scenario does not have',
    (plan) => {
      const [{ to: from } = { to: '' }] = plan.scenario.edges
      const query = { from, to: 'constructor', queriesPerPage: 1, connections: [] }
      return { ...plan, scenario: { ...plan.scenario, queries: [query] } }
    },
  ],
  ['scenario.hopsPerPage is 0', (plan) => ({ ...plan, scenario: { ...plan.scenario, hopsPerPage: 0 } })],
  [
    'leads into a circle of services',
    (plan) => ({
      ...plan,
      scenario: {
        ...plan.scenario,
        edges: [
          ...plan.scenario.edges,
          ...plan.scenario.edges.map(({ from, to }) => ({ from: to, to: from, callsPerPage: 1 })),
        ],
      },
    }),
  ],
  [
    'scenario.callsPerPage: Too small',
    (plan) => ({ ...plan, scenario: { ...plan.scenario, callsPerPage: 0 } }),
  ],
  ['has no schemaVersion, so it is not the record of a run', () => ({}) as Plan],
])('a plan whose parts do not fit together is refused: %s', (why, change) => {
  writeFileSync(join(dir, 'plan.json'), JSON.stringify(change(planOf(made.run))))
  expect(refusal()).toContain(why)
})

test('a run that had written its journal and has none is refused; without its evidence a notice says so', () => {
  writeFileSync(join(dir, 'run.json'), '{}')
  writeFileSync(join(dir, 'evidence.jsonl'), '')
  expect(readRun(dir).notices.join()).toMatch(/evidence\.jsonl is missing or empty: what this run proved/)
  rmSync(join(dir, 'journal.jsonl'))
  expect(refusal()).toContain('journal.jsonl is missing or empty, but the run had written it')
})

test.each(['plan.json', 'journal.jsonl', 'evidence.jsonl'])(
  'a pipe in place of %s is refused, not waited for',
  (name) => {
    rmSync(join(dir, name))
    execFileSync('mkfifo', [join(dir, name)])
    expect(refusal()).toContain(`${name} cannot be read: it is a device or a pipe`)
  },
)

test('proofs, too, show that a run had written its journal', () => {
  writeFileSync(join(dir, 'journal.jsonl'), '')
  rmSync(join(dir, 'run.json'), { force: true })
  expect(refusal()).toContain('journal.jsonl is missing or empty, but the run had written it')
  expect(() => readAllRecords(dir)).toThrow('journal.jsonl is missing or empty')
})
