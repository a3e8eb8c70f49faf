import { expect, test } from 'vitest'
import { dotOf } from './dot.ts'
import { flowsTable } from './flows-table.ts'
import { readFlows } from './read-flows.ts'
import { edgeRows, type Sight } from './seen-by.ts'
import { completenessOf } from './completeness.ts'
import type { FlowsAbout } from './flows-about.ts'

const line = (from: string, to: string, change: object = {}): string =>
  JSON.stringify({
    flow: {
      time: '2026-11-28T10:00:00Z',
      verdict: 'FORWARDED',
      IP: { source: '10.0.0.1', destination: '10.0.0.2' },
      l4: { TCP: { source_port: 40_000, destination_port: 8080 } },
      source: { namespace: 'shop', pod_name: from },
      destination: { namespace: 'shop', pod_name: to },
      is_reply: false,
      ...change,
    },
  })

const ABOUT: FlowsAbout = {
  arm: 'ebpf',
  emitter: { name: 'hopbench ebpf', version: '1' },
  source: 'flow events',
  sees: 'connections',
  switchedOn: [],
  from: '2026-11-28T10:00:00Z',
  to: '2026-11-28T10:00:01Z',
  pages: 1,
  calls: [
    { from: 'web', to: 'orders', calls: 1 },
    { from: 'orders', to: 'stock', calls: 1 },
  ],
  accepted: { orders: 1, stock: 1 },
  lines: 1,
  lost: 0,
  unknownSince: null,
}

function sight(name: string, lines: string[], about: FlowsAbout | null = { ...ABOUT, arm: name }): Sight {
  const read = readFlows(`${name}.jsonl`, lines.join('\n'))
  return { name, read, about, completeness: about && completenessOf(read.graph, about) }
}
const tableOf = (...sights: Sight[]) =>
  flowsTable(
    sights,
    edgeRows(sights, null, (id) => id),
  )

test('a call that one arm saw and another did not is one row of each, and nobody else is blamed', () => {
  const sights: Sight[] = [
    sight('ebpf', [line('web', 'orders')]),
    sight('cilium', []),
    { name: 'direct', read: null, about: { ...ABOUT, sees: 'nothing' }, completeness: null },
  ]
  const truth = [{ from: 'shop/web', to: 'shop/orders', calls: null }]
  expect(edgeRows(sights, truth, (id) => id)).toMatchObject([
    { from: 'shop/web', to: 'shop/orders', expected: 'call', seen: [{ by: 'ebpf' }], missedBy: ['cilium'] },
  ])
  const text = flowsTable(
    sights,
    edgeRows(sights, truth, (id) => id),
  )
  expect(text).toMatch(
    /^shop\/web → shop\/orders TCP 8080 +1 connection +not visible +forwarded +unknown +unknown +ebpf$/m,
  )
  expect(text).toMatch(/^ +not seen +not by cilium$/m)
  expect(text).toContain(
    'ebpf: 1 of 2 edges; 1 of 2 connections; no edge invented; no event was reported lost',
  )
  expect(text).toContain('direct: sees nothing')
})

test('what is not normal stands first, then sources that nobody knows, then the rest', () => {
  const sights = [sight('ebpf', [line('a', 'orders'), line('b', 'orders'), line('c', 'orders')])]
  const judged = (isNormal: boolean | null, isSourceUnknown: boolean) => ({
    isNormal,
    isSourceUnknown,
    notJudged: isNormal === null ? ('DNS' as const) : null,
    reasons: isNormal === false ? ['new edge' as const] : [],
  })
  const rows = edgeRows(sights, null, (id) => id).map((row) => {
    const [one] = row.seen
    const normality = {
      'shop/a': judged(true, false),
      'shop/b': judged(null, true),
      'shop/c': judged(false, false),
    }
    const own = { ...one!, normality: normality[row.from as keyof typeof normality] }
    return { ...row, seen: row.from === 'shop/c' ? [{ ...own, normality: judged(true, false) }, own] : [own] }
  })
  const text = flowsTable(sights, rows)
  expect(
    text
      .split('\n')
      .slice(1, 5)
      .map((row) => row.replaceAll(/ {2,}/g, '|')),
  ).toMatchObject([
    expect.stringMatching(/^shop\/c → .*no: new edge/),
    expect.stringMatching(/^\|1 connection.*\|yes\|no\|ebpf/),
    expect.stringMatching(/^shop\/b → .*not judged: DNS\|yes/),
    expect.stringMatching(/^shop\/a → .*\|yes\|no/),
  ])
  expect(text).toContain('not judged: DNS, because every pod asks for names')
})

test('a source that could not be asked is unknown, never "no flow"', () => {
  const unknownSince = { since: '2026-11-28T10:00:00Z', why: 'the relay was stopped' }
  const text = tableOf({
    name: 'cilium',
    read: readFlows('cilium.jsonl', ''),
    about: { ...ABOUT, unknownSince },
    completeness: null,
  })
  expect(text).toContain('cilium: unknown since 2026-11-28T10:00:00Z: the relay was stopped')
})

test('lost events and lines that cannot be read stand below the table', () => {
  const lost = '{"lost_events":{"source":"HUBBLE_RING_BUFFER","num_events_lost":"28"}}'
  const text = tableOf(sight('file', [line('web', 'orders'), lost, '{"flow":1}'], null))
  expect(text).toContain('file: 28 lost (HUBBLE_RING_BUFFER)')
  expect(text).toContain('file: 1 of 3 lines could not be read:')
  expect(text).toMatch(/^ {2}file\.jsonl:3: flow: /m)
})

/** Names that want to be markup, a terminal's orders, the end of a string, or ten thousand letters. */
const HOSTILE = [
  '<script>alert(1)</script>',
  '\u001b[2J\u0007',
  'a"];\n evil -> b["',
  '\u202egnp.exe',
  'x'.repeat(10_000),
]

test('hostile names are printed, never obeyed, and no row becomes longer than a screen or two', () => {
  const sights = [
    sight(
      'file',
      HOSTILE.map((name) => line(name, 'orders')),
      null,
    ),
  ]
  const text = tableOf(...sights)
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
  expect(text).toContain('\\u{1b}[2J\\u{7}')
  expect(Math.max(...text.split('\n').map((row) => row.length))).toBeLessThan(400)
})

test('a graph for Graphviz has one statement a line, whatever the names are', () => {
  const sights = [
    sight(
      'file',
      HOSTILE.map((name) => line(name, 'orders')),
      null,
    ),
  ]
  const dot = dotOf(
    'a "title"',
    edgeRows(sights, null, (id) => id),
  )
  for (const statement of dot.trim().split('\n'))
    expect(statement).toMatch(
      /^(digraph "(?:[^"\\]|\\.)*" \{|\}| {2}(\}|rankdir=LR;|node \[shape=box\];|subgraph cluster_\d+ \{|label="(?:[^"\\]|\\.)*";|"(?:[^"\\]|\\.)*"( -> "(?:[^"\\]|\\.)*")? \[.*\];))$/,
    )
})
