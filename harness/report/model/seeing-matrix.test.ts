import { expect, test } from 'vitest'
import { completenessOf } from '../../flows/completeness.ts'
import type { FlowsAbout } from '../../flows/flows-about.ts'
import { readFlows } from '../../flows/read-flows.ts'
import type { Sight } from '../../flows/seen-by.ts'
import { SIGHTS_OF_ATTEMPTS } from '../testing/synthetic-attempts.ts'
import { seeingMatrix } from './seeing-matrix.ts'

const COLUMNS = ['direct', 'ebpf', 'sidecar', 'silent'].map((name) => ({
  name,
  label: `the ${name}`,
  colour: 'blue',
}))

const about = (arm: string, change: Partial<FlowsAbout>): FlowsAbout => ({
  arm,
  emitter: { name: `hopbench ${arm}`, version: '1' },
  source: 'a source',
  sees: 'connections',
  switchedOn: [],
  from: '2026-11-28T10:00:00Z',
  to: '2026-11-28T10:00:01Z',
  pages: 5,
  calls: [
    { from: 'client', to: 'orders', calls: 2 },
    { from: 'orders', to: 'stock', calls: 2 },
  ],
  accepted: { orders: 1, stock: 1 },
  lines: 1,
  lost: 0,
  unknownSince: null,
  ...change,
})

const flow = (from: string, to: string, port: number, change: object = {}): string =>
  JSON.stringify({
    flow: {
      verdict: 'FORWARDED',
      IP: { source: from, destination: to },
      l4: { TCP: { source_port: port, destination_port: 8080 } },
      source: { namespace: 'default', pod_name: from },
      destination: { namespace: 'default', pod_name: to },
      Type: 'L3_L4',
      is_reply: false,
      ...change,
    },
  })

const answer = (from: string, to: string, port: number): string =>
  flow(to, from, port, {
    IP: { source: to, destination: from },
    l4: { TCP: { source_port: 8080, destination_port: port } },
    Type: 'L7',
    is_reply: true,
    l7: { type: 'RESPONSE', latency_ns: '2000000', http: { code: 200, method: 'GET', url: '/' } },
  })
const request = (from: string, to: string, port: number): string =>
  flow(from, to, port, { Type: 'L7', l7: { type: 'REQUEST', http: { method: 'GET', url: '/' } } })

function sight(beside: FlowsAbout, lines: string[] | null): Sight {
  const read = lines && readFlows(`${beside.arm}.jsonl`, lines.join('\n'))
  return {
    name: beside.arm,
    about: beside,
    read,
    completeness: read && completenessOf(read.graph, beside),
  }
}

const SIGHTS: Sight[] = [
  sight(about('direct', { sees: 'nothing', emitter: null, lines: 0 }), null),
  sight(about('ebpf', {}), [flow('client', 'orders', 1)]),
  sight(about('sidecar', { sees: 'requests', lost: { notMeasured: 'Envoy does not count' } }), [
    ...[request('client', 'orders', 1), answer('client', 'orders', 1)],
    ...[request('client', 'orders', 1), answer('client', 'orders', 1)],
    ...[request('orders', 'stock', 2), answer('orders', 'stock', 2)],
    ...[request('orders', 'stock', 2), answer('orders', 'stock', 2)],
  ]),
  sight(about('silent', { unknownSince: { since: '2026-11-28T10:00:00Z', why: 'the relay is gone' } }), []),
]

const rowsOf = (sights: readonly Sight[]) =>
  Object.fromEntries(
    seeingMatrix(COLUMNS, sights)!.rows.map(({ question, cells }) => [
      question,
      cells.map(({ mark, evidence }) => `${mark}: ${evidence}`),
    ]),
  )

test('each question has a mark and the count behind it, for every datapath that was looked at', () => {
  expect(rowsOf(SIGHTS)).toEqual({
    'Who calls whom?': [
      'no: sees nothing',
      'partly: 1 of 2 edges',
      'yes: 2 of 2 edges',
      'unknown: the relay is gone',
    ],
    'How often?': [
      'no: sees nothing',
      'partly: 1 of 2 connections, not the calls in them',
      'yes: 4 of 4 calls',
      'unknown: the relay is gone',
    ],
    'Did it succeed?': [
      'no: sees nothing',
      'partly: whether a connection was let in, not how a call ended',
      'yes: 4 answers with status',
      'unknown: the relay is gone',
    ],
    'How long did a call take?': [
      'no: sees nothing',
      'no: no latency of calls',
      'yes: latency of 2 of 2 edges',
      'unknown: the relay is gone',
    ],
    'Was anything missed?': [
      'no: sees nothing',
      'yes: it counts losses: none',
      'unknown: Envoy does not count',
      'unknown: the relay is gone',
    ],
  })
})

test('a datapath that was not looked at has no column, and without any there is no matrix', () => {
  expect(seeingMatrix(COLUMNS, SIGHTS.slice(0, 2))!.datapaths.map(({ label }) => label)).toEqual([
    'the direct',
    'the ebpf',
  ])
  expect(seeingMatrix(COLUMNS, [])).toBeNull()
})

test('an edge that no call explains takes the full mark away', () => {
  const thief = sight(about('ebpf', {}), [
    flow('client', 'orders', 1),
    flow('orders', 'stock', 2),
    flow('thief', 'stock', 3),
  ])
  expect(rowsOf([thief])['Who calls whom?']).toEqual(['partly: 2 of 2 edges, 1 more that no call explains'])
})

test('a scenario with attempts answers two more questions, and one without does not ask them', () => {
  const columns = ['direct', 'ebpf', 'sidecar'].map((name) => ({ name, label: name, colour: '' }))
  const sights = SIGHTS_OF_ATTEMPTS.map((sight) =>
    sight.name === 'ebpf' ? { ...sight, read: sight.attempts!.read } : sight,
  )
  const rows = seeingMatrix(columns, sights)!.rows.slice(-2)
  expect(rows.map(({ question, cells }) => [question, ...cells.map(({ mark }) => mark)])).toEqual([
    ['Did a stranger try?', 'no', 'partly', 'unknown'],
    ['Who was it?', 'no', 'partly', 'unknown'],
  ])
  expect(rows.map(({ cells }) => cells[1]!.evidence)).toEqual([
    '1 of 2 tries seen',
    '1 of 2 tries shown as whose they were',
  ])
  const without = sights.map(({ name, read, about, completeness }) => ({ name, read, about, completeness }))
  expect(seeingMatrix(columns, without)!.rows.at(-1)!.question).toBe('Was anything missed?')
})
