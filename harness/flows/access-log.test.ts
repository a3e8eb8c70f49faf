import { describe, expect, test } from 'vitest'
import { readAccessRecord, type AccessLogSite } from './access-log.ts'
import { endOfPod } from './hubble.ts'
import { readFlows } from './read-flows.ts'

const ORDERS = endOfPod({ workload: 'orders', namespace: 'shop', pod: 'orders-0' })
const STOCK = endOfPod({ workload: 'stock', namespace: 'shop', pod: 'stock-0' })
const SITE: AccessLogSite = {
  emitter: { name: 'a test', version: '1' },
  node: 'node-1',
  podAt: (address) => ({ '10.0.0.2': ORDERS, '10.0.0.3': STOCK })[address],
}

/** As Istio's proxy of orders logs a call of stock (recorded on kind, names shortened). */
const OUTBOUND = {
  authority: 'stock.shop',
  downstream_local_address: '10.96.35.28:80',
  downstream_remote_address: '10.0.0.2:57530',
  duration: 14,
  method: 'GET',
  path: '/p0000191000000000',
  protocol: 'HTTP/1.1',
  requested_server_name: null,
  response_code: 200,
  response_code_details: 'via_upstream',
  response_flags: '-',
  start_time: '2026-11-28T11:07:53.278Z',
  upstream_cluster: 'outbound|80||stock.shop.svc.cluster.local',
  upstream_host: '10.0.0.3:8080',
  upstream_local_address: '10.0.0.2:58202',
}
/** The same call, as the proxy of stock logs it, behind mutual TLS. */
const INBOUND = {
  ...OUTBOUND,
  downstream_local_address: '10.0.0.3:8080',
  downstream_remote_address: '10.0.0.2:58202',
  requested_server_name: 'outbound_.80_._.stock.shop.svc.cluster.local',
  upstream_cluster: 'inbound|8080||',
  upstream_host: '10.0.0.3:8080',
  upstream_local_address: '127.0.0.6:41001',
}

function flowsOf(record: object, site = SITE) {
  const lines = readAccessRecord(record, site)
  if ('problem' in lines) throw new Error(lines.problem)
  return lines.map(({ flow }) => flow!)
}

test('both proxies of a call report the one connection between the pods', () => {
  const [out, into] = [flowsOf(OUTBOUND)[0]!, flowsOf(INBOUND)[0]!]
  const connection = {
    l4: { TCP: { source_port: 58202, destination_port: 8080 } },
    source: ORDERS,
    destination: STOCK,
    is_reply: false,
    verdict: 'FORWARDED',
  }
  expect(out).toMatchObject({
    ...connection,
    IP: { source: '10.0.0.2', destination: '10.0.0.3' },
    traffic_direction: 'EGRESS',
    destination_service: { name: 'stock', namespace: 'shop' },
  })
  expect(into).toMatchObject({ ...connection, traffic_direction: 'INGRESS', IP: { encrypted: true } })
})

test('the answer goes the other way, with its status and how long the caller waited', () => {
  const [, answer] = flowsOf({ ...OUTBOUND, duration_us: 13_579 })
  expect(answer).toMatchObject({
    time: '2026-11-28T11:07:53.291579Z',
    IP: { source: '10.0.0.3', destination: '10.0.0.2' },
    l4: { TCP: { source_port: 8080, destination_port: 58202 } },
    source: STOCK,
    destination: ORDERS,
    is_reply: true,
    source_service: { name: 'stock', namespace: 'shop' },
    l7: { type: 'RESPONSE', latency_ns: '13579000', http: { code: 200, method: 'GET' } },
  })
  expect(answer).not.toHaveProperty('destination_service')
})

test('a request that a policy refuses is dropped, one that reaches no pod is an error, and a 500 is neither', () => {
  const verdict = (change: object) => flowsOf({ ...INBOUND, ...change })[0]!.verdict
  expect(
    verdict({ response_code: 403, response_code_details: 'rbac_access_denied_matched_policy[none]' }),
  ).toBe('DROPPED')
  expect(verdict({ response_code: 403 })).toBe('FORWARDED')
  expect(verdict({ response_code: 503, response_flags: 'UF,URX' })).toBe('ERROR')
  expect(verdict({ response_code: 500 })).toBe('FORWARDED')
})

test('a call that reached no pod has the service that was meant', () => {
  const [request] = flowsOf({
    ...OUTBOUND,
    response_code: 503,
    response_flags: 'UH',
    upstream_host: null,
    upstream_local_address: null,
  })
  expect(request).toMatchObject({
    verdict: 'ERROR',
    IP: { destination: '10.96.35.28' },
    source: ORDERS,
    destination: { namespace: 'shop', workloads: [{ name: 'stock' }] },
  })
})

test('a caller whose address nobody knows is named by its certificate', () => {
  const [request] = flowsOf(
    { ...INBOUND, downstream_peer_uri_san: 'spiffe://cluster.local/ns/web/sa/frontend' },
    { ...SITE, podAt: () => undefined },
  )
  expect(request!.source).toEqual({ namespace: 'web', workloads: [{ name: 'frontend', kind: 'Service' }] })
})

test('a connection that the proxy did not read is a connection, not a request', () => {
  const flows = flowsOf({ ...OUTBOUND, method: null, path: null, upstream_cluster: 'PassthroughCluster' })
  expect(flows).toMatchObject(
    (['SYN', 'FIN'] as const).map((flag) => ({
      Type: 'L3_L4',
      source: ORDERS,
      destination: STOCK,
      l4: { TCP: { flags: { [flag]: true } } },
    })),
  )
  expect(Date.parse(flows[0]!.time)).toBeLessThan(Date.parse(flows[1]!.time))
  expect(flows[0]).not.toHaveProperty('l7')
})

test('of a connection that the proxy did not read both ends are shown when it closes', () => {
  const unread = { ...OUTBOUND, method: null, path: null, upstream_cluster: 'PassthroughCluster' }
  const lines = readAccessRecord(unread, SITE)
  if ('problem' in lines) throw new Error(lines.problem)
  const [opened, closed] = lines.map(({ flow }) => Date.parse(flow!.time)) as [number, number]
  const { graph } = readFlows('a log', lines.map((line) => JSON.stringify(line)).join('\n'))
  expect(graph.edges).toMatchObject([{ firstMs: opened, lastMs: closed, shownMs: closed }])
})

test.each([
  ['10.0.0.3', 'INGRESS'],
  ['10.0.0.2', 'EGRESS'],
])('a connection that the listener of the pod %s refused has the direction %s', (ownAddress, direction) => {
  const refused = {
    ...OUTBOUND,
    ...{ method: null, path: null, response_code: 0, response_flags: 'NR', upstream_cluster: null },
    ...{ upstream_host: null, upstream_local_address: null },
    ...{ downstream_remote_address: '10.0.0.2:40000', downstream_local_address: '10.0.0.3:8080' },
  }
  const ends = { source: ORDERS, destination: STOCK, verdict: 'ERROR' }
  expect(flowsOf(refused, { ...SITE, ownAddress })[0]).toMatchObject({
    ...ends,
    traffic_direction: direction,
  })
})

test('a record that is none is refused with the key that is wrong', () => {
  expect(readAccessRecord({ level: 'info', msg: 'ready' }, SITE)).toMatchObject({
    problem: expect.stringMatching(/^access log\.start_time: /) as string,
  })
  expect(readAccessRecord({ ...OUTBOUND, start_time: 'now' }, SITE)).toEqual({
    problem: 'access log.start_time: expected a time, found "now"',
  })
})

describe('a central gateway', () => {
  const GATEWAY: AccessLogSite = { ...SITE, stands: 'between pods' }
  /** As a gateway logs the same call: the caller's connection to it, and its own to the pod. */
  const THROUGH = {
    ...OUTBOUND,
    downstream_local_address: '10.0.0.9:10080',
    downstream_remote_address: '10.0.0.2:57530',
    upstream_cluster: 'httproute/shop/stock/rule/0',
    upstream_host: '10.0.0.3:8080',
    upstream_local_address: '10.0.0.9:33000',
  }

  test('reports a call from who asked to who answered, and itself as neither', () => {
    const [request, answer] = flowsOf(THROUGH, GATEWAY)
    expect(request).toMatchObject({
      IP: { source: '10.0.0.2', destination: '10.0.0.3' },
      l4: { TCP: { source_port: 57530, destination_port: 8080 } },
      source: ORDERS,
      destination: STOCK,
      destination_service: { name: 'stock', namespace: 'shop' },
      verdict: 'FORWARDED',
    })
    expect(answer).toMatchObject({ source: STOCK, destination: ORDERS, is_reply: true })
  })

  test('reports a call that its policy refused with the service that was asked for', () => {
    const refused = {
      ...THROUGH,
      response_code: 403,
      response_code_details: 'rbac_access_denied_matched_policy[none]',
      upstream_host: null,
      upstream_local_address: null,
    }
    expect(flowsOf(refused, GATEWAY)[0]).toMatchObject({
      source: ORDERS,
      destination: { namespace: 'shop', workloads: [{ name: 'stock' }] },
      verdict: 'DROPPED',
    })
  })
})
