import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readFlows } from './read-flows.ts'

/** A request from client to server, as Hubble writes it. */
const flow = (change: object = {}): object => ({
  time: '2026-11-28T10:00:00.000000001Z',
  verdict: 'FORWARDED',
  IP: { source: '10.0.0.1', destination: '10.0.0.2', ipVersion: 'IPv4' },
  l4: { TCP: { source_port: 40_000, destination_port: 8080, flags: { SYN: true } } },
  source: { namespace: 'shop', workloads: [{ name: 'web', kind: 'Deployment' }] },
  destination: { namespace: 'shop', workloads: [{ name: 'orders', kind: 'Deployment' }] },
  Type: 'L3_L4',
  is_reply: false,
  ...change,
})
const line = (change: object = {}): string =>
  JSON.stringify({ flow: flow(change), node_name: 'n', time: '2026-11-28T10:00:00Z' })
const read = (...lines: string[]) => readFlows('flows.jsonl', lines.join('\n'))

const WEB_TO_ORDERS = { from: 'shop/web', to: 'shop/orders', protocol: 'TCP', port: 8080 }

test('a line of Hubble is read as it stands, and so are a bare flow and a line inside of a log', () => {
  const bare = JSON.stringify(flow())
  const docker = JSON.stringify({ log: `${line()}\n`, stream: 'stdout', time: '2026-11-28T10:00:01Z' })
  const kubelet = `2026-11-28T10:00:01.123456789Z stdout F ${line()}`
  for (const text of [line(), bare, docker, kubelet]) {
    const { flows, unread, graph } = read(text)
    expect({ flows, unread }).toEqual({ flows: 1, unread: 0 })
    expect(graph.edges).toMatchObject([{ ...WEB_TO_ORDERS, connections: 1, calls: null }])
  }
})

test('a line that cannot be read is named with its number and its mistake, and the others count', () => {
  const { flows, lines, unread, problems } = read(
    line(),
    '',
    '   ',
    'Handling connection for 4245',
    '{"flow":"no"}',
    line({ IP: { source: 12 } }),
    line({ l4: { TCP: { destination_port: 70_000 } } }),
    '{"status":"none of it"}',
    line().slice(0, 70),
  )
  expect({ flows, lines, unread }).toEqual({ flows: 1, lines: 9, unread: 6 })
  expect(problems).toEqual([
    { line: 4, problem: 'no JSON object' },
    { line: 5, problem: expect.stringMatching(/^flow: .*expected object/) as string },
    {
      line: 6,
      problem: expect.stringMatching(/^flow\.IP\.source: .*expected string, received number/) as string,
    },
    { line: 7, problem: expect.stringMatching(/^flow\.l4\.TCP\.destination_port: .*65535/) as string },
    { line: 8, problem: 'no flow: a line has `flow`, `lost_events` or `node_status`' },
    { line: 9, problem: 'not JSON: the line is cut off' },
  ])
})

test('a file of another kind has each line counted, but not each named', () => {
  const { unread, problems } = read(...Array.from({ length: 5000 }, () => 'x'))
  expect(unread).toBe(5000)
  expect(problems.length).toBeLessThan(50)
})

test('values that are no objects are problems, never a crash', () => {
  const strange = ['{}', '{"flow":null}', '{"flow":[]}', '{"lost_events":null}', '{"flow":{"l4":[1]}}', '[1]']
  const { unread } = read(...strange)
  expect(unread).toBe(strange.length)
})

test('fields, enums and label sources that nobody knows are left alone', () => {
  const labels = ['gen:io.cilium.k8s.named-ports=dns.UDP.53', 'future:thing', 'k8s:app=orders']
  const { unread, graph } = read(
    line({ destination: { namespace: 'shop', labels }, verdict: 'TELEPORTED', brand_new: { deep: [1] } }),
  )
  expect(unread).toBe(0)
  expect(graph.edges).toMatchObject([{ ...WEB_TO_ORDERS, verdicts: { TELEPORTED: 1 } }])
})

test('a line over 64 KiB, where the reader of Hubble stops, is read, and so is what follows it', () => {
  const labels = Array.from({ length: 100 }, (_, n) => `k8s:long-${n}=${'x'.repeat(10_000)}`)
  const { flows, unread, graph } = read(
    line({ destination: { namespace: 'shop', pod_name: 'orders', labels } }),
    line({ l4: { TCP: { source_port: 40_001, destination_port: 8080 } } }),
  )
  expect({ flows, unread }).toEqual({ flows: 2, unread: 0 })
  expect(graph.edges.map(({ connections }) => connections)).toEqual([2])
})

test('lost events are counted by where they were lost, whatever their 64 bits are written as', () => {
  const lost = (source: string, number: unknown) =>
    JSON.stringify({ lost_events: { source, num_events_lost: number }, time: '2026-11-28T10:00:00Z' })
  expect(
    read(lost('HUBBLE_RING_BUFFER', '28'), lost('HUBBLE_RING_BUFFER', 2), lost('PERF_EVENT_RING_BUFFER', '1'))
      .lost,
  ).toEqual({ HUBBLE_RING_BUFFER: 30, PERF_EVENT_RING_BUFFER: 1 })
  expect(read(lost('HUBBLE_RING_BUFFER', 'many')).problems).toEqual([
    { line: 1, problem: 'lost_events.num_events_lost: expected a number, found "many"' },
  ])
})

test('what the emitter says about itself is kept beside the flows', () => {
  const status = JSON.stringify({ node_status: { state_change: 'NODE_UNAVAILABLE', message: 'timed out' } })
  expect(read(status)).toMatchObject({ flows: 0, unread: 0, statuses: ['NODE_UNAVAILABLE: timed out'] })
})

const wrapped = (source: string, flow: object): string => JSON.stringify({ source, arm: 'an-arm', flow })

test('lines of earlier runs are read: Hubble’s, wrapped', () => {
  const { graph } = read(wrapped('Hubble Relay', JSON.parse(line()) as object))
  expect(graph.edges).toMatchObject([{ ...WEB_TO_ORDERS, connections: 1 }])
})

test('lines of earlier runs are read: sums of our own loader, whose closed connections are those that opened', () => {
  const sum = { from: 'client', to: 'orders', protocol: 'tcp', port: 8080, events: 23, packets: 1, bytes: 1 }
  const { graph } = read(
    wrapped('loader', { ...sum, kind: 'opened' }),
    wrapped('loader', { ...sum, kind: 'closed' }),
    wrapped('loader', { ...sum, kind: 'dropped', reason: 'policy', events: 2 }),
    wrapped('loader', { ...sum, kind: 'opened', to: 2, events: 1 }),
  )
  expect(graph.edges).toMatchObject([
    { from: 'client', to: 'orders', connections: 25, refused: 2, dropReasons: ['policy'] },
    { from: 'client', to: 'world', connections: 1 },
  ])
})

test('lines of earlier runs are read: records of Istio’s access log, whose callers are known where they are called too', () => {
  const record = (from: string, to: string, service: string) => ({
    start_time: '2026-11-28T11:07:53.278Z',
    duration: 14,
    method: 'GET',
    path: '/',
    response_code: 200,
    response_flags: '-',
    upstream_cluster: `outbound|80||${service}.shop.svc.cluster.local`,
    upstream_host: `${to}:8080`,
    upstream_local_address: `${from}:58202`,
    downstream_local_address: '10.96.35.28:80',
    downstream_remote_address: `${from}:57530`,
  })
  const { graph } = read(
    wrapped('Istio access log', record('10.0.0.2', '10.0.0.3', 'stock')),
    wrapped('Istio access log', record('10.0.0.1', '10.0.0.2', 'orders')),
  )
  expect(graph.edges).toMatchObject([
    { from: '10.0.0.1', to: 'shop/orders', calls: 1, answers: { 200: 1 }, latencyMs: { p50: 14 } },
    { from: 'shop/orders', to: 'shop/stock', calls: 1 },
  ])
})

test('a flow that two exports have is counted once', () => {
  const text = readFileSync(join(import.meta.dirname, '../../results/sample-kind/flows/cilium.jsonl'), 'utf8')
  const twice = readFlows('twice.jsonl', text + text)
  const once = readFlows('once.jsonl', text)
  expect(twice.flows).toBe(once.flows)
  expect(twice.repeated).toBe(once.flows + 2 * once.repeated)
  expect(twice.graph.edges).toEqual(once.graph.edges)
})

test.each([
  'sample-kind/flows/cilium.jsonl',
  'sample-kind/flows/istio-sidecar.jsonl',
  'sample/flows/ebpf.jsonl',
])('the flows of the committed run %s are read whole', (file) => {
  const text = readFileSync(join(import.meta.dirname, '../../results', file), 'utf8')
  const { flows, unread, graph } = readFlows(file, text)
  expect(unread).toBe(0)
  expect(flows).toBeGreaterThan(0)
  const calls = graph.edges.map(({ from, to }) => `${from.split('/').at(-1)} → ${to.split('/').at(-1)}`)
  expect(calls).toEqual(expect.arrayContaining(['orders → stock', 'stock → prices']))
})

test('names that objects have of their own are names like others', () => {
  const lost = ['constructor', '__proto__'].map((source) =>
    JSON.stringify({ lost_events: { source, num_events_lost: '5' } }),
  )
  const { lost: counted, graph } = read(...lost, line({ verdict: 'constructor' }))
  expect(Object.entries(counted)).toEqual([
    ['constructor', 5],
    ['__proto__', 5],
  ])
  expect(Object.entries(graph.edges[0]!.verdicts)).toEqual([['constructor', 1]])
})

test('a number of lost events that protojson left out is 0, and what is no number is a problem', () => {
  const lost = (number?: unknown) =>
    JSON.stringify({ lost_events: { source: 'HUBBLE_RING_BUFFER', num_events_lost: number } })
  expect(read(lost())).toMatchObject({ lost: { HUBBLE_RING_BUFFER: 0 }, unread: 0 })
  for (const number of [true, '', null, [5], -1]) expect(read(lost(number)).unread).toBe(1)
})

test('a latency below 0 is a problem, and braces before the JSON are not', () => {
  expect(read(line({ l7: { type: 'RESPONSE', latency_ns: -5, http: { code: 200 } } })).unread).toBe(1)
  expect(read(`{host=a} ${line()}`)).toMatchObject({ flows: 1, unread: 0 })
})
