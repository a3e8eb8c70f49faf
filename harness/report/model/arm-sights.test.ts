import { expect, test } from 'vitest'
import { completenessOf } from '../../flows/completeness.ts'
import type { FlowsAbout } from '../../flows/flows-about.ts'
import { readFlows } from '../../flows/read-flows.ts'
import type { Sight } from '../../flows/seen-by.ts'
import { armSights } from './arm-sights.ts'

const ARMS = ['direct', 'ebpf', 'sidecar', 'cilium', 'older'].map((name) => ({ name, label: `the ${name}` }))

const about = (arm: string, sees: FlowsAbout['sees'], change: Partial<FlowsAbout> = {}): FlowsAbout => ({
  arm,
  emitter: sees === 'nothing' ? null : { name: `hopbench ${arm}`, version: '1' },
  source: 'a source',
  sees,
  switchedOn: sees === 'requests' ? ['access logs'] : [],
  from: '2026-11-28T10:00:00Z',
  to: '2026-11-28T10:00:01Z',
  pages: 5,
  calls: [
    { from: 'client', to: 'orders', calls: 5 },
    { from: 'orders', to: 'stock', calls: 5 },
  ],
  accepted: { orders: 1, stock: 1 },
  lines: 1,
  lost: 0,
  unknownSince: null,
  ...change,
})

function line(from: string, to: string, port: number, change: object = {}): string {
  return JSON.stringify({
    flow: {
      verdict: 'FORWARDED',
      IP: { source: from, destination: to },
      l4: { TCP: { source_port: port, destination_port: 8080 } },
      source: { namespace: 'default', pod_name: from },
      destination: { namespace: 'shop', pod_name: to },
      Type: 'L3_L4',
      is_reply: false,
      ...change,
    },
  })
}

function sight(beside: FlowsAbout | null, lines: string[] | null, name = beside!.arm): Sight {
  const read = lines && readFlows(`${name}.jsonl`, lines.join('\n'))
  return {
    name,
    about: beside,
    read,
    completeness: read && beside ? completenessOf(read.graph, beside) : null,
  }
}
const SCENARIO = {
  services: {},
  edges: [
    { from: 'client', to: 'orders', callsPerPage: 1 },
    { from: 'orders', to: 'stock', callsPerPage: 2 },
  ],
}
const answer = { Type: 'L7', l7: { type: 'RESPONSE', http: { code: 200 } } }

const SIGHTS: Sight[] = [
  sight(about('direct', 'nothing', { lost: { notMeasured: 'nobody looks' } }), null),
  sight(about('ebpf', 'connections'), [line('client', 'orders', 1), line('thief', 'orders', 2)]),
  sight(
    about('sidecar', 'requests'),
    [1, 2, 3, 4].map((port) => line('client', 'orders', port, answer)),
  ),
  {
    ...sight(about('cilium', 'connections'), []),
    about: about('cilium', 'connections', { unknownSince: { since: 'ten', why: 'the relay was stopped' } }),
  },
  sight(null, [line('client', 'orders', 1)], 'older'),
]

test('each call has what each datapath saw of it; nothing, nothing at all and not known are told apart', () => {
  expect(armSights(ARMS, SIGHTS, SCENARIO)?.calls).toEqual([
    {
      from: 'client',
      to: 'orders',
      note: null,
      cells: ['sees nothing', '1 connection', '4 of 5 calls', 'unknown'],
    },
    { from: 'orders', to: 'stock', note: null, cells: ['sees nothing', 'not seen', 'not seen', 'unknown'] },
  ])
})

test('calls that go to the address of a pod are named, all of an edge or a part of it', () => {
  const notes = (toPodAddresses: typeof SCENARIO.edges) =>
    armSights(ARMS, SIGHTS, { ...SCENARIO, toPodAddresses })?.calls.map(({ note }) => note)
  expect(notes([{ from: 'orders', to: 'stock', callsPerPage: 2 }])).toEqual([null, 'to its pod’s address'])
  expect(notes([{ from: 'orders', to: 'stock', callsPerPage: 1 }])).toEqual([
    null,
    '1 of 2 to its pod’s address',
  ])
})

test('each datapath has what it found, missed and invented; flows of an earlier run are not judged', () => {
  const arms = armSights(ARMS, SIGHTS, SCENARIO)!.arms
  expect(arms.map(({ label, edges, calls, invented }) => [label, edges, calls, invented])).toEqual([
    ['the direct', '', '0 of 10', ''],
    ['the ebpf', '1 of 2', 'no calls; 1 of 2 connections', 'thief → orders'],
    ['the sidecar', '1 of 2', '4 of 10', 'none'],
    ['the cilium', expect.anything(), expect.anything(), expect.anything()],
  ])
  expect(arms.at(-1)?.sees).toBe('unknown since ten: the relay was stopped')
})

test('a run without anything beside its flows has no such part', () => {
  expect(armSights(ARMS, [], SCENARIO)).toBeNull()
  expect(armSights(ARMS, SIGHTS.slice(-1), SCENARIO)).toBeNull()
})
