import { expect, test } from 'vitest'
import { createFlowGraph } from './flow-graph.ts'
import { seenFlow } from './seen-flow.ts'

const CLIENT = { ip: '10.0.0.1', port: 40_000, end: { namespace: 'shop', pod_name: 'web' } }
const SERVER = { ip: '10.0.0.2', port: 8080, end: { namespace: 'shop', pod_name: 'orders' } }

/** A flow from client to server, or of a reply. */
function written(change: object = {}, { reply = false, port = CLIENT.port } = {}): object {
  const [from, to] = reply ? [SERVER, { ...CLIENT, port }] : [{ ...CLIENT, port }, SERVER]
  return {
    time: '2026-11-28T10:00:00Z',
    verdict: 'FORWARDED',
    IP: { source: from.ip, destination: to.ip },
    l4: { TCP: { source_port: from.port, destination_port: to.port, flags: { ACK: true } } },
    source: from.end,
    destination: to.end,
    Type: 'L3_L4',
    is_reply: reply,
    ...change,
  }
}
const flagged = (flags: object, direction: { reply?: boolean; port?: number } = {}) => {
  const { l4 } = written({}, direction) as { l4: { TCP: object } }
  return written({ l4: { TCP: { ...l4.TCP, flags } } }, direction)
}

function edgesOf(...flows: object[]) {
  const graph = createFlowGraph()
  for (const one of flows) {
    const seen = seenFlow(one)
    if ('problem' in seen) throw new Error(seen.problem)
    graph.add(seen)
  }
  return graph.build().edges
}

test('one connection that both ends report, with its replies and its end, is one connection', () => {
  const edges = edgesOf(
    flagged({ SYN: true }),
    { ...flagged({ SYN: true }), traffic_direction: 'INGRESS' },
    flagged({ SYN: true, ACK: true }, { reply: true }),
    written(),
    written({}, { reply: true }),
    flagged({ FIN: true, ACK: true }),
    flagged({ FIN: true, ACK: true }, { reply: true }),
  )
  expect(edges).toMatchObject([{ from: 'shop/web', to: 'shop/orders', port: 8080, connections: 1 }])
})

test('replies never become an edge of their own towards the port of a caller', () => {
  expect(edgesOf(written({}, { reply: true }), written())).toMatchObject([
    { from: 'shop/web', to: 'shop/orders', port: 8080, guessed: 0 },
  ])
})

test('ports that are used again after a connection ended are another connection', () => {
  const once = [flagged({ SYN: true }), flagged({ FIN: true })]
  expect(edgesOf(...once, ...once)).toMatchObject([{ connections: 2 }])
  // A SYN that is sent again is not.
  expect(edgesOf(flagged({ SYN: true }), flagged({ SYN: true }))).toMatchObject([{ connections: 1 }])
})

test('an address that another pod has got meanwhile is never taken for the first pod', () => {
  const other = { ...written(), destination: { namespace: 'shop', pod_name: 'prices' } }
  expect(edgesOf(written(), other).map(({ to, connections }) => [to, connections])).toEqual([
    ['shop/orders', 1],
    ['shop/prices', 1],
  ])
  // A line that names nobody belongs to whoever is known.
  expect(edgesOf(written(), { ...written(), destination: undefined })).toHaveLength(1)
})

test('without is_reply the flags tell who opened, and without flags the lower port is taken, and said to be', () => {
  const silent = (one: object) => ({ ...one, is_reply: undefined })
  const expected = { from: 'shop/web', to: 'shop/orders', port: 8080 }
  expect(edgesOf(silent(flagged({ SYN: true, ACK: true }, { reply: true })))).toMatchObject([
    { ...expected, guessed: 0 },
  ])
  expect(edgesOf(silent(written({}, { reply: true })))).toMatchObject([{ ...expected, guessed: 1 }])
})

test('a refused attempt is one however often its SYN is sent, and names what refused it', () => {
  const refused = (port: number) => ({
    ...flagged({ SYN: true }, { port }),
    verdict: 'DROPPED',
    drop_reason_desc: 'POLICY_DENY',
    is_reply: undefined,
    ingress_denied_by: [{ name: 'no-strangers', namespace: 'shop' }],
  })
  expect(
    edgesOf(refused(1), refused(1), refused(1), refused(2), flagged({ SYN: true }, { port: 3 })),
  ).toMatchObject([
    {
      connections: 3,
      refused: 2,
      verdicts: { DROPPED: 2, FORWARDED: 1 },
      dropReasons: ['POLICY_DENY'],
      deniedBy: ['shop/no-strangers'],
    },
  ])
})

test('AUDIT is not taken for FORWARDED', () => {
  expect(edgesOf({ ...written(), verdict: 'AUDIT' }, written())).toMatchObject([{ verdicts: { AUDIT: 1 } }])
})

test('events of sockets are no connections', () => {
  expect(edgesOf({ ...written(), Type: 'SOCK', verdict: 'TRANSLATED' })).toEqual([])
})

const http = (type: string, code: number, direction: string, reply: boolean, port?: number) =>
  written(
    {
      Type: 'L7',
      traffic_direction: direction,
      l7: { type, latency_ns: reply ? '2000000' : undefined, http: { code, method: 'GET', url: '/' } },
    },
    { reply, ...(port !== undefined && { port }) },
  )

test('a call that both proxies report, as request and as answer, is one call', () => {
  const [edge] = edgesOf(
    http('REQUEST', 0, 'EGRESS', false),
    http('REQUEST', 0, 'INGRESS', false),
    http('RESPONSE', 200, 'INGRESS', true),
    http('RESPONSE', 200, 'EGRESS', true),
    http('REQUEST', 0, 'EGRESS', false),
    http('RESPONSE', 503, 'EGRESS', true),
    http('REQUEST', 0, 'EGRESS', false),
  )
  expect(edge).toMatchObject({
    connections: 1,
    calls: 3,
    answers: { 200: 1, 503: 1 },
    failed: 2,
    latencyMs: { p50: 2, p99: 2 },
  })
})

test('a source that does not look into requests has no calls, which is not 0 calls', () => {
  expect(edgesOf(written())).toMatchObject([{ calls: null, failed: null, latencyMs: null }])
})

test('the world is called by its name or its address, and the node by what Cilium calls it', () => {
  const world = { labels: ['reserved:world'] }
  const to = (change: object) => edgesOf({ ...written(), ...change }).map((edge) => edge.to)
  expect(to({ destination: world })).toEqual(['10.0.0.2'])
  expect(to({ destination: world, destination_names: ['example.org'] })).toEqual(['example.org'])
  expect(to({ destination: { labels: ['reserved:host'] } })).toEqual(['host'])
  expect(to({ destination: undefined, IP: undefined })).toEqual(['unknown'])
})
