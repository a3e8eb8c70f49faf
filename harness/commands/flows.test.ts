import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { UsageError } from '../errors.ts'
import { dropped, opened } from '../flows/testing/flow-lines.ts'
import { rejectionOf } from '../testing/refusal.ts'
import { flows } from './flows.ts'
import { readFlowFile } from './read-sights.ts'

const PROJECT = join(import.meta.dirname, '../..')
let folder: string
let printed = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopbench-flows-'))
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

const ask = (
  what: string | undefined,
  format: { json?: boolean; dot?: boolean; baseline?: { written: string; ms: number } } = {},
) => flows({ ...(what !== undefined && { what }), out: PROJECT, json: false, dot: false, ...format })
const file = (text: string): string => {
  const path = join(folder, 'seen.jsonl')
  writeFileSync(path, text)
  return path
}
/** From a cluster of somebody else, as the exporter of Hubble writes it, behind a log driver. */
const ELSEWHERE = `2026-11-28T10:00:00Z stdout F ${JSON.stringify({
  flow: {
    time: '2026-11-28T10:00:00Z',
    verdict: 'DROPPED',
    drop_reason_desc: 'POLICY_DENIED',
    IP: { source: '10.0.0.9', destination: '10.0.0.2' },
    l4: { TCP: { source_port: 40_000, destination_port: 5432, flags: { SYN: true } } },
    source: { labels: ['reserved:world'] },
    destination: { namespace: 'db', workloads: [{ name: 'postgres', kind: 'StatefulSet' }] },
  },
})}`

test('the calls of a run are shown with every arm that saw them', async () => {
  await ask('sample-kind')
  expect(printed).toMatch(
    /^shop\/orders → shop\/stock TCP 8080 .*kube-proxy-iptables$\n +\d+ connections? .*cilium$/m,
  )
  expect(printed).toMatch(/calls succeeded.*connections forwarded .*istio-sidecar$/m)
})

test('a file from elsewhere is shown as it is, as JSON, and as a graph', async () => {
  const path = file(`${ELSEWHERE}\nnot a flow\n`)
  await ask(path)
  expect(printed).toMatch(
    /^10\.0\.0\.9 → db\/postgres TCP 5432 +1 connection +1 of 1 connection refused +refused \(POLICY_DENIED\)/m,
  )
  expect(printed).toMatch(/1 of 2 lines could not be read/)
  printed = ''
  await ask(path, { json: true })
  expect(JSON.parse(printed)).toMatchObject({
    rows: [{ from: '10.0.0.9', to: 'db/postgres', expected: null, seen: [{ by: 'seen.jsonl' }] }],
    sights: [{ read: { unread: 1, problems: [{ line: 2 }] } }],
  })
  printed = ''
  await ask(path, { dot: true })
  expect(printed).toContain('"10.0.0.9" -> "db/postgres"')
})

test('attempts stand before the edges', async () => {
  const run = join(folder, 'results', 'tried')
  for (const what of ['run.json', 'plan.json', 'flows'])
    cpSync(join(PROJECT, 'results', 'sample-kind', what), join(run, what), { recursive: true })
  const at = '2026-11-28T10:00:00.000Z'
  const attempt = {
    ...{ name: 'guess', kind: 'call', dialled: 'stock', ports: [8080], request: null },
    from: { name: 'orders', namespace: 'shop', address: '10.0.0.1' },
    to: { name: 'stock', addresses: ['10.0.0.2'] },
    tries: [{ at, tookMs: 1, outcome: { face: 'connected', status: null, code: null } }],
  }
  const made = { arm: 'direct', from: at, to: at, pages: 1, paceMs: 1, attempts: [attempt], lines: 0 }
  writeFileSync(join(run, 'flows', 'direct.attempts.json'), JSON.stringify(made))
  await flows({ what: run, out: folder, json: false, dot: false })
  expect(printed).toMatch(/^attempt .*\nguess +orders → stock: TCP .*\n\nwho → whom /s)
})

const FIVE_SECONDS = { baseline: { written: '5s', ms: 5000 } }
const busy = [
  ...Array.from({ length: 10 }, (_, n) => opened({ from: 'client', to: 'shop', at: n * 1000 })),
  opened({ from: 'miner', to: 'shop', at: 8000 }),
  ...dropped({ from: 'shop', to: 'client', at: 9000 }),
].join('\n')

test('of a file, the first part says what is normal; without it, normal is unknown', async () => {
  await ask(file(busy))
  expect(printed).toMatch(/^shop\/miner → shop\/shop TCP 8080 .* unknown +unknown +seen\.jsonl$/m)
  expect(printed).toContain('normal: unknown, because no window says what is normal; --baseline 5m')
  printed = ''
  await ask(file(busy), FIVE_SECONDS)
  expect(printed).toMatch(/^shop\/client → shop\/shop TCP 8080 .* yes +no +seen\.jsonl$/m)
  expect(printed).toMatch(/^shop\/miner → shop\/shop .* no: unknown source +yes +seen\.jsonl$/m)
  expect(printed).toMatch(/^shop\/shop → shop\/client .* no: new edge, refused +no +seen\.jsonl$/m)
  expect(printed).toContain('normal: learned from the first 5s, held against the 5 s after.')
  printed = ''
  await ask(file(busy), { ...FIVE_SECONDS, json: true })
  const { rows, sights } = JSON.parse(printed) as { rows: { from: string }[]; sights: unknown }
  expect(rows.find(({ from }) => from === 'shop/miner')).toMatchObject({
    seen: [{ normality: { isNormal: false, reasons: ['unknown source'], isSourceUnknown: true } }],
  })
  expect(sights).toMatchObject([{ assessment: { windowMs: 5000, laterMs: 5000, findings: [{}, {}] } }])
})

test('in a run, its scenario says what is normal', async () => {
  await ask('sample-kind', { json: true })
  const { rows } = JSON.parse(printed) as {
    rows: { expected: string | null; seen: { normality?: { isNormal: boolean } }[] }[]
  }
  const calls = rows.filter(({ expected }) => expected === 'call').flatMap(({ seen }) => seen)
  expect(calls.length).toBeGreaterThan(3)
  expect(calls.every(({ normality }) => normality?.isNormal)).toBe(true)
})

test.each([
  ['a run', () => 'sample-kind', /--baseline 5s is for a file with flows, and .*sample-kind is a run/],
  ['a file that is shorter', () => file(busy.split('\n').slice(0, 3).join('\n')), /is all of .*spans 2 s/],
  [
    'a file without times',
    () => file(busy.replaceAll('"time"', '"when"')),
    /no flow of .* has a time, so nothing is in the first 5s/,
  ],
])('a baseline of %s is refused with what to do', async (_, what, message) => {
  const failure = await ask(what(), FIVE_SECONDS).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(UsageError)
  expect((failure as UsageError).message).toMatch(message)
})

test('before any run, the advice names the flows of the samples', async () => {
  mkdirSync(join(folder, 'results', 'sample'), { recursive: true })
  writeFileSync(join(folder, 'results', 'sample', 'plan.json'), '{}')
  const failure = await flows({ out: folder, json: false, dot: false }).catch((error: unknown) => error)
  expect((failure as UsageError).advice).toBe(
    '`npm run bench` makes one; to see the flows of sample: npm run flows -- sample',
  )
})

test.each([
  [
    'a file of another kind',
    () => file('# A page\n\ntext\n'),
    /seen\.jsonl has no flow in it; .*:1 {2}no JSON object/,
  ],
  [
    'a file that is not there',
    () => join(folder, 'gone.jsonl'),
    /gone\.jsonl cannot be read: .* does not exist/,
  ],
  ['a run that is not there', () => 'sampel', /there is no run sampel .*did you mean "sample"/],
])('%s is refused with what to do', async (_, what, message) => {
  const failure = await ask(what()).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(UsageError)
  expect((failure as UsageError).message).toMatch(message)
  expect((failure as UsageError).advice.length).toBeGreaterThan(20)
})

test('links in a circle and pipes among the flows of a run are refused with the file', async () => {
  const loop = join(folder, 'loop')
  symlinkSync(loop, loop)
  expect(await rejectionOf(ask(loop))).toContain('loop/plan.json is missing')
  const pipe = join(folder, 'pipe.jsonl')
  execFileSync('mkfifo', [pipe])
  await expect(readFlowFile(pipe)).rejects.toThrow(`${pipe} cannot be read: it is a device or a pipe`)
})

test('a line ends at a line feed alone, whatever else a name holds', async () => {
  const line = opened({ from: 'web', to: 'orders', at: 0 }, { node_name: 'a\u2028b\u2029c' })
  expect(line).toContain('\u2028')
  await ask(file(`${line}\n`), { json: true })
  expect(JSON.parse(printed)).toMatchObject({ sights: [{ read: { lines: 1, flows: 1, unread: 0 } }] })
})
