import { expect, test } from 'vitest'
import { completenessOf } from './completeness.ts'
import { readFlows } from './read-flows.ts'

let port = 1000
/** A line of a flow between two workloads; each is of a connection of its own. */
const line = (from: string, to: string, change: object = {}, server = 8080): string =>
  JSON.stringify({
    flow: {
      verdict: 'FORWARDED',
      IP: { source: from, destination: to },
      l4: { TCP: { source_port: port++, destination_port: server } },
      source: { namespace: 'arm-1-default', pod_name: from },
      destination: { namespace: 'arm-1-default', pod_name: to },
      Type: 'L3_L4',
      is_reply: false,
      ...change,
    },
  })
const graphOf = (...lines: string[]) => readFlows('a test', lines.join('\n')).graph

const TRUTH = {
  calls: [
    { from: 'client', to: 'orders', calls: 5 },
    { from: 'orders', to: 'stock', calls: 10 },
  ],
  accepted: { orders: 1, stock: 1 },
}

test('edges that were found, missed and invented are told apart', () => {
  const graph = graphOf(line('client', 'orders'), line('stock', 'orders'))
  expect(completenessOf(graph, TRUTH)).toMatchObject({
    edges: 2,
    found: 1,
    missed: [{ from: 'orders', to: 'stock' }],
    invented: [{ from: 'stock', to: 'orders', port: 8080 }],
  })
})

test('resolved names and probes of the node are expected, not invented', () => {
  const host = { source: { labels: ['reserved:host'] } }
  const graph = graphOf(
    line('orders', 'coredns', {}, 53),
    line('node', 'orders', host),
    line('client', 'orders'),
  )
  expect(completenessOf(graph, TRUTH)).toMatchObject({ invented: [], beside: 2, found: 1 })
})

test('connections are counted of those that services accepted, and refused ones are not among them', () => {
  const dropped = { verdict: 'DROPPED' }
  const graph = graphOf(line('client', 'orders'), line('client', 'orders', dropped), line('orders', 'stock'))
  const { connections, calls } = completenessOf(graph, TRUTH)
  expect(connections).toEqual({ seen: 2, made: 2 })
  expect(calls).toEqual({ notMeasured: 'the source reports connections, not requests' })
})

test('a connection of which only the end is seen was accepted before, and is not counted', () => {
  const end = { l4: { TCP: { source_port: 9, destination_port: 8080, flags: { FIN: true } } } }
  const graph = graphOf(line('client', 'orders', end), line('client', 'orders'), line('orders', 'stock'))
  expect(completenessOf(graph, TRUTH).connections).toEqual({ seen: 2, made: 2 })
})

test('calls are counted of those that services counted', () => {
  const http = { Type: 'L7', l7: { type: 'RESPONSE', http: { code: 200 } } }
  const graph = graphOf(...Array.from({ length: 4 }, () => line('client', 'orders', http)))
  const { connections, calls } = completenessOf(graph, TRUTH)
  expect(calls).toEqual({ seen: 4, made: 15 })
  expect(connections).toHaveProperty('notMeasured')
})

test('without a count of the services nothing is counted of it', () => {
  const uncounted = { calls: TRUTH.calls.map((call) => ({ ...call, calls: null })), accepted: null }
  const { found, connections, calls } = completenessOf(graphOf(line('client', 'orders')), uncounted)
  expect(found).toBe(1)
  expect([connections, calls]).toEqual([
    { notMeasured: 'nobody counted the connections' },
    { notMeasured: 'nobody counted the calls' },
  ])
})

test('a query is an edge and no call; one that is shown only after the pages is late', () => {
  const truth = {
    calls: [{ from: 'client', to: 'orders', calls: 1 }],
    queries: [
      { from: 'orders', to: 'db' },
      { from: 'stock', to: 'db' },
      { from: 'prices', to: 'db' },
    ],
    to: '2026-11-24T10:00:05.000Z',
    accepted: { orders: 1, db: 2 },
  }
  const graph = graphOf(
    line('client', 'orders'),
    line('orders', 'db', { time: '2026-11-24T10:00:04.000Z' }, 5432),
    line('stock', 'db', { time: '2026-11-24T10:00:05.100Z' }, 5432),
  )
  expect(completenessOf(graph, truth)).toMatchObject({
    edges: 4,
    found: 3,
    missed: [{ from: 'prices', to: 'db' }],
    invented: [],
    late: [{ from: 'stock', to: 'db' }],
    connections: { seen: 3, made: 3 },
  })
  // Where nobody knows when the pages ended, nothing is called late.
  expect(completenessOf(graph, { ...truth, to: undefined }).late).toEqual([])
})
