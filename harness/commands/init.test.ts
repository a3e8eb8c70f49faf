/** `init` as a user runs it: the file that it writes passes `plan`, is the same each time, and nothing is overwritten. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { edgesOf } from '../scenario/topology.ts'
import { rejectionOf } from '../testing/refusal.ts'
import { init } from './init.ts'
import { describePlan, planOf } from './plan.ts'
import { resolveRun } from './resolve-run.ts'

const FIXTURES = join(import.meta.dirname, '../init/testing')
const SAMPLES = join(import.meta.dirname, '../../results')
let folder: string
let printed = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopbench-init-'))
  printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text)
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

const out = () => join(folder, 'mine.yaml')
const ask = async (source: string, more: { page?: string; json?: boolean } = {}) =>
  init({ source, out: out(), json: false, folder, ...more })
const planned = () =>
  resolveRun({
    provider: 'netns',
    quick: true,
    out: folder,
    json: false,
    seed: 'a',
    providerFlags: {},
    folder,
    scenario: out(),
  })

test.each([
  ...[
    'jaeger.json',
    'dependencies.json',
    'otlp.json',
    'otlp.jsonl',
    'kiali.json',
    'isotope.yaml',
    'mubench.json',
  ].map((name) => join(FIXTURES, name)),
  join(SAMPLES, 'sample/flows/ebpf.jsonl'),
  join(SAMPLES, 'sample/flows/sidecar.jsonl'),
  join(SAMPLES, 'sample-kind/flows/cilium.jsonl'),
])(
  'the scenario from %s passes plan, with every arm, and is the same when it is written again',
  async (source) => {
    expect(await ask(source)).toBe(0)
    const first = readFileSync(out(), 'utf8')
    const options = planned()
    expect(describePlan(options, planOf(options))).toMatch(/pages\/s, keep-alive/)
    expect(options.scenario.arms.length).toBeGreaterThanOrEqual(6)
    expect(printed).toContain('npm run plan -- --scenario mine.yaml')
    rmSync(out())
    await ask(source)
    expect(readFileSync(out(), 'utf8')).toBe(first)
  },
)

test('flows of the sample give the scenario of the sample: the same calls, as often', async () => {
  await ask(join(SAMPLES, 'sample/flows/sidecar.jsonl'))
  expect(edgesOf(planned().scenario.topology)).toEqual([
    { from: 'client', to: 'orders', callsPerPage: 1 },
    { from: 'orders', to: 'stock', callsPerPage: 1 },
    { from: 'stock', to: 'prices', callsPerPage: 1 },
  ])
  expect(printed).toMatch(
    /^mine\.yaml: written from sidecar\.jsonl, a flow export of Hubble \(60 lines, 60 flows\)$/m,
  )
  expect(printed).toMatch(
    /services +3; the page calls orders\.shop; 3 calls a page, 3 on average in the source/,
  )
})

test('a scenario that exists is not overwritten', async () => {
  writeFileSync(out(), 'mine')
  expect(await rejectionOf(Promise.resolve().then(() => ask(join(FIXTURES, 'isotope.yaml'))))).toMatch(
    /exists already, and may hold changes of yours\n {2}→ name another file with --out/,
  )
  expect(readFileSync(out(), 'utf8')).toBe('mine')
})

test('a scenario in a folder that is not there is refused with what to make', async () => {
  const place = join(folder, 'none', 'mine.yaml')
  const refused = Promise.resolve().then(() =>
    init({ source: join(FIXTURES, 'isotope.yaml'), out: place, json: false, folder }),
  )
  expect(await rejectionOf(refused)).toBe(
    `${place} cannot be written: ${folder}/none is not a folder\n  → make the folder, or name a file in another one with --out`,
  )
})

test('a hostile source writes nothing but the scenario', async () => {
  const source = join(folder, '<img src=x onerror=alert(1)>.json')
  const evil = `${folder}-evil`
  writeFileSync(
    source,
    `[{"parent":"../../..${evil}","child":"__proto__","callCount":1},{"parent":"__proto__","child":"a\\nb: c","callCount":1}]`,
  )
  await ask(source)
  const [escaping, ...others] = Object.keys(planned().scenario.topology.services)
  expect(escaping).toMatch(/^[a-z0-9-]+-evil$/)
  expect(others).toEqual(['proto', 'a-b-c'])
  expect(existsSync(evil)).toBe(false)
})

test('one service and what it reaches become the page', async () => {
  await ask(join(FIXTURES, 'mubench.json'), { page: 's1', json: true })
  expect(edgesOf(planned().scenario.topology)).toEqual([
    { from: 'client', to: 's1', callsPerPage: 1 },
    { from: 's1', to: 'sdb1', callsPerPage: 1 },
  ])
  expect(JSON.parse(printed)).toMatchObject({ kind: 'mubench', callsPerPage: { source: 2, scenario: 2 } })
})

test.each([
  ['chain-3', './chain-3'],
  ['it\'s "x" $(id).yaml', String.raw`'it'\''s "x" $(id).yaml'`],
])('a scenario called %s is named so that it can be typed, and is found', async (name, typed) => {
  const source = join(FIXTURES, 'dependencies.json')
  await init({ source, out: join(folder, name), json: false, folder })
  expect(printed).toContain(`npm run plan -- --scenario ${typed}\n`)
})

test('a page with too many calls is refused with services of which a page has few enough', async () => {
  const source = join(folder, 'doubled.yaml')
  const service = (n: number) =>
    `  - name: s${n}\n${n < 20 ? `    script: [{call: s${n + 1}}, {call: s${n + 1}}]\n` : ''}`
  writeFileSync(source, `services:\n${Array.from({ length: 21 }, (_, n) => service(n)).join('')}`)
  const refusal = await rejectionOf(Promise.resolve().then(() => ask(source)))
  expect(refusal).toMatch(
    /a page has 2097151 calls; at most 1000 can be measured\n.*--page s12 \(511 calls\)/,
  )
})
