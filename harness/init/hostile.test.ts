/** Files that somebody wrote to harm, and files with mistakes: none does harm, and each message has file, line, value and expectation. */
import { execFileSync } from 'node:child_process'
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { refusalOf } from '../testing/refusal.ts'
import { readSource } from './read-source.ts'
import { readSystem } from './read-system.ts'
import { told } from './testing/told.ts'
import { scenarioText } from './write-scenario.ts'

let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'hopbench-init-'))))
afterAll(() => rmSync(folder, { recursive: true }))

const about = { file: 'x', kind: 'dependencies' as const, counts: { links: 1 }, arms: ['a'] }
const links = (...pairs: [string, string][]): string =>
  JSON.stringify(pairs.map(([parent, child]) => ({ parent, child, callCount: 1 })))

test('a file of 1 GB is refused by its size, before anything of it is read', () => {
  const file = join(folder, 'large.json')
  const handle = openSync(file, 'w')
  ftruncateSync(handle, 1e9)
  closeSync(handle)
  expect(refusalOf(() => readSource(file))).toMatch(
    /large\.json has 1,000,000,000 bytes; at most 67,108,864 are read\. Nothing of it was read\n {2}→ a part says as much/,
  )
})

test('a folder, a pipe, a missing file and an empty file are refused, and nothing waits', () => {
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  expect(refusalOf(() => readSource(pipe))).toMatch(/is no file but a device or a pipe/)
  expect(refusalOf(() => readSource(folder))).toMatch(/is a folder/)
  expect(refusalOf(() => readSource(join(folder, 'missing')))).toMatch(/cannot be read: .* does not exist/)
  writeFileSync(join(folder, 'empty'), ' \n')
  expect(refusalOf(() => readSource(join(folder, 'empty')))).toMatch(/is empty/)
})

const HOSTILE: [string, string][] = [
  ['<script>alert(1)</script>', 'script-alert-1-script'],
  ['../../etc/passwd', 'etc-passwd'],
  ['__proto__', 'proto'],
  ['constructor', 'constructor'],
  ['a\nb: {evil: true}', 'a-b-evil-true'],
  ['\u001b[31mred\u0007\u2028\u202e', 's-31mred'],
  ['null', 'null'],
  ['# comment', 'comment'],
  ['💥', 'service'],
  ['x'.repeat(500), 'x'.repeat(32)],
]

test.each(HOSTILE)(
  'a service called %j only becomes a valid name, and a comment that cannot end',
  (name, valid) => {
    const { draft } = told('x', links(['front', name]))
    expect(draft.services.map((service) => service.name)).toEqual(['front', valid])
    const text = scenarioText(draft, { ...about, file: name })
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e]/)
    expect(
      text
        .split('\n')
        .filter(
          (line) =>
            /evil|alert/.test(line) &&
            !/^\s*(#|- call: [a-z0-9-]+( #.*)?$|[a-z0-9-]+:( #.*)?$|description: ")/.test(line),
        ),
    ).toEqual([])
    expect(({} as Record<string, unknown>)['evil']).toBeUndefined()
  },
)

test('names that become equal, or that every arm has, stay apart', () => {
  const { draft } = told('x', links(['Web', 'web'], ['web', 'WEB!'], ['web', 'client'], ['web', 'dns']))
  expect(draft.services.map(({ name }) => name).toSorted()).toEqual([
    'client-2',
    'dns-2',
    'web',
    'web-2',
    'web-3',
  ])
})

test('a number of calls that no machine can make is limited', () => {
  const { draft, changes } = told(
    'x',
    JSON.stringify([
      { parent: 'a', child: 'b', callCount: 1 },
      { parent: 'b', child: 'c', callCount: 1e300 },
    ]),
  )
  expect(draft.services[1]!.steps[0]!.calls[0]!.times).toBe(100)
  expect(changes.join('\n')).toMatch(/more than 100 calls for one request/)
})

test('nesting of any depth is refused or left aside, and never exhausts the stack', () => {
  const deep = '['.repeat(200_000) + ']'.repeat(200_000)
  expect(refusalOf(() => readSystem('deep.json', deep))).toMatch(/none of the known kinds/)
  expect(refusalOf(() => readSystem('deep.yaml', `services:\n  - name: ${deep}`))).toMatch(
    /nested more than 100 levels deep/,
  )
  const tags = `{"data":[{"traceID":"1","spans":[{"spanID":"a","startTime":1,"duration":1,"processID":"p","tags":[{"key":"x","value":${deep}}]}],"processes":{"p":{"serviceName":"a"}}}]}`
  expect(told('deep-tag.json', tags).page).toEqual(['a'])
})

test('a chain of 15,000 services and spans that are their own parents end', () => {
  const chain = links(...Array.from({ length: 15_000 }, (_, n): [string, string] => [`s${n}`, `s${n + 1}`]))
  expect(refusalOf(() => told('chain.json', chain))).toMatch(
    /the page reaches 15001 services and databases; an arm holds 200/,
  )
  const spans = [
    { spanID: 'a', startTime: 1, duration: 1, processID: 'p', references: [{ spanID: 'b' }] },
    { spanID: 'b', startTime: 1, duration: 1, processID: 'p', references: [{ spanID: 'a' }] },
    { spanID: 'c', startTime: 1, duration: 1, processID: 'q', references: [{ spanID: 'c' }] },
  ]
  const processes = { p: { serviceName: 'p' }, q: { serviceName: 'q' } }
  expect(told('loop.json', JSON.stringify({ traceID: '1', spans, processes })).page).toEqual(['q'])
})

test('1,000 services do not fit: the limit is said, and which parts fit', () => {
  const pairs = Array.from({ length: 999 }, (_, n): [string, string] => [
    `s${Math.floor(n / 2)}`,
    `s${n + 1}`,
  ])
  const text = links(...pairs)
  expect(refusalOf(() => told('many.json', text))).toMatch(
    /the page reaches 1000 services and databases; an arm holds 200, .*\n {2}→ take a part, one service and what it reaches: --page s\d+ \(\d+ services\)/,
  )
  expect(told('many.json', text, 's7').draft.services.length).toBeLessThanOrEqual(200)
  expect(refusalOf(() => told('many.json', text, 's7777'))).toMatch(/no service of that name; did you mean/)
})

test('a service that the advice names stands there as a shell takes it', () => {
  const callees = Array.from({ length: 150 }, (_, n): [string, string] => ['a;touch 0', `s${n}`])
  const others = Array.from({ length: 100 }, (_, n): [string, string] => ['gw', `t${n}`])
  expect(refusalOf(() => told('many.json', links(['gw', 'a;touch 0'], ...callees, ...others)))).toContain(
    "--page 'a;touch 0' (151 services)",
  )
})

test.each([
  ['{"data": [{"traceID": "1",\n  "spans": [}', /x\.json:2:13 {2}is not JSON here\n.*\n.*2 \|/],
  ['{"data": [{"traceID": "1", "spans": [', /x\.json:1:\d+ {2}is not JSON here/],
  [
    '{"data":[{"traceID":"1","processes":{},\n"spans":[{"spanID":"a",\n"startTime":"soon","duration":1}]}]}',
    /x\.json:3:13 {2}data\[0\]\.spans\[0\]\.startTime {2}must be a number, but is "soon"/,
  ],
  [
    '{"elements":{"nodes":[{"data":{"id":"a"}}],\n"edges":[]}}',
    /x\.json:1:31 {2}elements\.nodes\[0\]\.data\.nodeType {2}must be text, but is missing/,
  ],
  [
    '{"resourceSpans":[{"scopeSpans":\n7}]}',
    /x\.json:2:1 {2}resourceSpans\[0\]\.scopeSpans {2}must be a list, but is 7/,
  ],
  ['{"resourceSpans":[]}\n{"resourceSpans":\n', /x\.json:2:\d+ {2}is not JSON here/],
  [
    '{"a":{"external_services":[{"services":"b"}]}}',
    /x\.json:1:40 {2}a\.external_services\[0\]\.services {2}must be a list, but is "b"/,
  ],
  [
    'services:\n  - name: a\n    script:\n      - call: b\n',
    /x\.json:4:9 {2}services\[0\]\.script\[0\] {2}calls b, which is not a service of this topology/,
  ],
  [
    'services:\n  - name: a\n    responseSize: big\n',
    /x\.json:3:19 {2}services\[0\]\.responseSize {2}must be .*"big"/,
  ],
  [
    '{"hello": 1}',
    /x\.json is JSON, but its fields are "hello", so it is none of the known kinds\n {2}→ give a Hubble flow export/,
  ],
  ['{"data":[],"total":0,"errors":null}', /an answer without a trace and without a dependency/],
  ['{"resourceLogs":[]}\n{"resourceMetrics":[]}\n', /has logs and metrics, but no traces/],
  ['[]', /an empty list/],
  ['apiVersion: v1\nkind: Service\n', /neither JSON, nor flows, nor a topology/],
  ['{"flow":{"verdict":"FORWARDED","IP":{"source":7}}}\n', /no flow in it; x\.json:1 {2}flow\.IP\.source/],
  ['{"resourceSpans":[]}', /has no span in it/],
])('a mistake is told with its place: %j', (text, message) => {
  expect(refusalOf(() => told('x.json', text))).toMatch(message)
})
