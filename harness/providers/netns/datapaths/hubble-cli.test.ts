/** That the real `hubble observe --input-file` reads the lines that our datapaths write, and that its filters find what they should. */
import { describe, expect, test } from 'vitest'
import { readAccessRecord } from '../../../flows/access-log.ts'
import { ourEmitter, type FlowLine } from '../../../flows/hubble.ts'
import { run } from '../../../system/command.ts'
import { requireNeed } from '../../../system/require-need.ts'
import { readConntrackLine } from '../../shared/conntrack/conntrack-event.ts'
import { eventLines as trackedLines } from '../../shared/conntrack/event-lines.ts'
import type { FlowEvent } from '../bpf/loader.ts'
import { plannedSite } from '../testing/planned-site.ts'
import { eventLines, lostLine } from './ebpf/event-lines.ts'
import { trackedNode } from './kube-proxy/tracked-node.ts'

const site = plannedSite('ebpf')
const [client, , front, orders] = site.pods

/** As the loader answers `kept-flows`: front calls orders, and the client is refused by orders. */
const event = (change: Partial<FlowEvent>): FlowEvent => ({
  kind: 'opened',
  timeUs: 5_000_000,
  protocol: 'tcp',
  from: `${front!.address}:40000`,
  to: `${orders!.address}:8080`,
  source: 258,
  destination: 259,
  packets: 1,
  bytes: 74,
  durationUs: 0,
  ...change,
})
const EVENTS: FlowEvent[] = [
  event({ verdict: 'allowed', ingressSelected: true, ingressPolicy: 1 }),
  event({ kind: 'closed', packets: 12, bytes: 900, durationUs: 1500 }),
  event({ kind: 'dropped', reason: 'ingress-default', from: `${client!.address}:50000`, source: 256 }),
  event({ kind: 'dropped', reason: 'egress-denied', egressSelected: true, egressPolicy: 1 }),
  event({ kind: 'dropped', reason: 'finished' }),
  event({ kind: 'dropped', reason: 'spoofed', source: 2 }),
  event({ protocol: 'udp', to: `${site.dns.pod.address}:53`, destination: 257, verdict: 'no policy' }),
  event({ protocol: 'icmp', from: `${front!.address}:0`, to: `${orders!.address}:0`, verdict: 'no policy' }),
]
const CONNECTIONS: FlowLine[] = [
  ...eventLines(
    site,
    { monotonicUs: 6_000_000, realtimeUs: 1_795_860_000_000_000, notKept: 0, events: EVENTS },
    0,
    [{ kind: 'NetworkPolicy', namespace: 'shop', name: 'only-front' }],
  ),
  lostLine(site, 'PERF_EVENT_RING_BUFFER', 28),
]

const record = (code: number, details = 'via_upstream') =>
  readAccessRecord(
    {
      start_time: '2026-11-28T11:07:53.278Z',
      duration: 14,
      duration_us: 13_579,
      method: 'GET',
      path: '/p0000191000000000',
      protocol: 'HTTP/1.1',
      response_code: code,
      response_code_details: details,
      response_flags: '-',
      upstream_cluster: 'outbound|80||orders.shop.svc.cluster.local',
      upstream_host: `${orders!.address}:8080`,
      upstream_local_address: `${front!.address}:58202`,
      upstream_tls_version: 'TLSv1.3',
    },
    {
      emitter: ourEmitter('envoy-access-log'),
      node: 'node-1',
      podAt: (address) =>
        address === front!.address
          ? { namespace: 'default', pod_name: 'front-0', workloads: [{ name: 'front', kind: 'Pod' }] }
          : { namespace: 'shop', pod_name: 'orders-0', workloads: [{ name: 'orders', kind: 'Pod' }] },
    },
  ) as FlowLine[]
const REQUESTS = [...record(200), ...record(503), ...record(403, 'rbac_access_denied_matched_policy[none]')]

/** As conntrack prints them: front calls the service orders and ends, and asks for a name. */
const TUPLES = [
  `src=${front!.address} dst=${site.services[1]!.vip} sport=40000 dport=80`,
  `src=${orders!.address} dst=${front!.address} sport=8080 dport=40000`,
]
const TRACKED: FlowLine[] = trackedLines(
  trackedNode(site),
  [
    `[1795860005.000007]\t    [NEW] tcp      6 120 SYN_SENT ${TUPLES.join(' [UNREPLIED] ')} id=9`,
    `[1795860005.010000]\t [UPDATE] tcp      6 120 FIN_WAIT ${TUPLES.join(' ')} [ASSURED] id=9`,
    `[1795860005.000001]\t    [NEW] udp      17 30 src=${front!.address} dst=${site.dns.vip} sport=5353 dport=53 [UNREPLIED] src=${site.dns.pod.address} dst=${front!.address} sport=53 dport=5353 id=7`,
  ].flatMap((line) => readConntrackLine(line) ?? []),
  0,
)

const skip = await requireNeed('hubble')

describe.skipIf(skip)('the hubble of Cilium', () => {
  /** The flows that pass the filters, as Hubble understands them. Whatever it warns about is an error here. */
  async function observe(lines: readonly FlowLine[], ...filters: string[]) {
    const input = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    const printed = await run('hubble', ['observe', '--input-file', '-', '-o', 'jsonpb', ...filters], {
      input,
    })
    return printed
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as FlowLine)
      .filter(({ flow }) => flow)
  }

  test.each([
    ['connections', CONNECTIONS],
    ['requests', REQUESTS],
    ['tracked connections', TRACKED],
  ])('reads every line of %s, and gives it back as it was', async (_, lines) => {
    const flows = lines.filter(({ flow }) => flow)
    const read = await observe(lines)
    expect(read).toHaveLength(flows.length)
    for (const [index, { flow }] of read.entries()) expect(flow).toMatchObject(flows[index]!.flow!)
  })

  test.each([
    ['--verdict DROPPED', 4],
    ['--verdict FORWARDED', 4],
    ['--pod shop/orders-0', 7],
    ['--from-pod default/client-0', 1],
    ['--namespace kube-system', 1],
    ['--drop-reason-desc POLICY_DENIED', 1],
    ['--drop-reason-desc POLICY_DENY', 1],
    ['--type policy-verdict', 1],
    ['--type drop', 4],
    ['--protocol udp', 1],
    ['--port 8080', 6],
    ['--not-reply', 8],
  ])('finds with %s %i connections and drops', async (filters, expected) => {
    expect(await observe(CONNECTIONS, ...filters.split(' '))).toHaveLength(expected)
  })

  test.each([
    ['--http-status 200', 1],
    ['--http-status 5+', 1],
    ['--http-status 403 --verdict DROPPED', 1],
    ['--http-method GET --not-reply', 3],
    ['--reply', 3],
    ['--type l7', 6],
    ['--to-workload orders', 3],
    ['--from-pod shop/orders-0 --reply', 3],
  ])('finds with %s %i requests and answers', async (filters, expected) => {
    expect(await observe(REQUESTS, ...filters.split(' '))).toHaveLength(expected)
  })

  test.each([
    ['--verdict FORWARDED', 3],
    ['--service shop/orders', 2],
    ['--to-pod shop/orders-0', 2],
    ['--protocol udp', 1],
    ['--type trace --not-reply', 3],
  ])('finds with %s %i tracked connections', async (filters, expected) => {
    expect(await observe(TRACKED, ...filters.split(' '))).toHaveLength(expected)
  })

  test('prints who called whom, and what was lost', async () => {
    const input = CONNECTIONS.map((line) => `${JSON.stringify(line)}\n`).join('')
    const printed = await run('hubble', ['observe', '--input-file', '-', '-o', 'compact'], { input })
    expect(printed).toMatch(/default\/front-0:40000 .*-> shop\/orders-0:8080 .*ALLOWED/)
    expect(printed).toMatch(/default\/client-0:50000 .*-> shop\/orders-0:8080 .*(DROPPED|DENIED)/)
    expect(printed).toContain('28')
    expect(printed).not.toContain('(unknown)')
  })
})
