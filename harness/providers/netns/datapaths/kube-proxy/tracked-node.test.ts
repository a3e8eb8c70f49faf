import { expect, test } from 'vitest'
import { completenessOf } from '../../../../flows/completeness.ts'
import { readFlows } from '../../../../flows/read-flows.ts'
import { plannedSite } from '../../testing/planned-site.ts'
import { readConntrackLine } from '../../../shared/conntrack/conntrack-event.ts'
import { eventLines } from '../../../shared/conntrack/event-lines.ts'
import { trackedNode } from './tracked-node.ts'

const site = plannedSite('kube-proxy-iptables')
const TUPLES =
  'src=198.18.0.10 dst=198.19.0.12 sport=40000 dport=80 [UNREPLIED] src=198.18.0.12 dst=198.18.0.10 sport=8080 dport=40000'

/** As conntrack 1.4.7 prints them. */
const OPENED = `[1795860005.000007]\t    [NEW] tcp      6 120 SYN_SENT ${TUPLES} id=3735928559`
const ESTABLISHED = `[1795860005.000104]\t [UPDATE] tcp      6 86400 ESTABLISHED ${TUPLES.replace(' [UNREPLIED]', '')} [ASSURED] id=3735928559`
const FIN = `[1795860005.010000]\t [UPDATE] tcp      6 120 FIN_WAIT ${TUPLES.replace(' [UNREPLIED]', '')} [ASSURED] id=3735928559`
const RESET = FIN.replace('FIN_WAIT', 'CLOSE')
const LAST_ACK = FIN.replace('FIN_WAIT', 'LAST_ACK')
const DNS =
  '[1795860005.000001]\t    [NEW] udp      17 30 src=198.18.0.12 dst=198.19.0.11 sport=5353 dport=53 [UNREPLIED] src=198.18.0.11 dst=198.18.0.12 sport=53 dport=5353 id=7'

const linesOf = (written: string[], fromMs = 0) =>
  eventLines(
    trackedNode(site),
    written.flatMap((line) => readConntrackLine(line) ?? []),
    fromMs,
  )

test('an event has both tuples, the number of the connection and the time at which it was read', () => {
  expect(readConntrackLine(OPENED)).toEqual({
    kind: 'opened',
    id: '3735928559',
    timeUs: 1_795_860_005_000_007,
    protocol: 'tcp',
    original: { source: '198.18.0.10', destination: '198.19.0.12', sourcePort: 40_000, destinationPort: 80 },
    reply: { source: '198.18.0.12', destination: '198.18.0.10', sourcePort: 8080, destinationPort: 40_000 },
  })
  expect(readConntrackLine(ESTABLISHED)).toBeNull()
  expect(readConntrackLine(FIN)).toMatchObject({ kind: 'closed' })
  expect(() => readConntrackLine('conntrack: what is this')).toThrow(/cannot read: conntrack: what is this/)
})

test('the service is who was asked, the pod behind it who answered; names are those of the run', () => {
  const lines = linesOf([DNS, OPENED, ESTABLISHED, FIN, RESET])
  expect(lines.map(({ time }) => time)).toEqual([
    '2026-11-28T10:00:05.000001Z',
    '2026-11-28T10:00:05.000007Z',
    '2026-11-28T10:00:05.010Z',
  ])
  expect(lines[1]!.flow).toMatchObject({
    IP: { source: '198.18.0.10', destination: '198.18.0.12' },
    l4: { TCP: { source_port: 40_000, destination_port: 8080, flags: { SYN: true } } },
    source: { namespace: 'default', pod_name: 'client-0' },
    destination: { namespace: 'default', pod_name: 'front-0' },
    destination_service: { name: 'front', namespace: 'default' },
  })
  const { graph } = readFlows('kube-proxy', lines.map((line) => JSON.stringify(line)).join('\n'))
  const truth = { calls: [{ from: 'client', to: 'front', calls: 1 }], accepted: { front: 1 } }
  expect(completenessOf(graph, truth)).toMatchObject({
    found: 1,
    invented: [],
    beside: 1,
    connections: { seen: 1, made: 1 },
  })
})

test('a connection that takes the number and the ports of an earlier one counts by itself', () => {
  const lines = linesOf([OPENED, FIN, RESET, OPENED, RESET])
  expect(lines.map(({ flow }) => flow!.l4!.TCP!.flags)).toEqual([
    { SYN: true },
    { FIN: true },
    { SYN: true },
    { FIN: true },
  ])
  const { graph } = readFlows('kube-proxy', lines.map((line) => JSON.stringify(line)).join('\n'))
  expect(graph.edges).toMatchObject([{ connections: 2 }])
})

test('a connection that both sides end at once is ended, though its first FIN has no event of its own', () => {
  const lines = linesOf([OPENED, ESTABLISHED, LAST_ACK, LAST_ACK])
  expect(lines.map(({ flow }) => flow!.l4!.TCP!.flags)).toEqual([{ SYN: true }, { FIN: true }])
})

test('an address that the run does not know stays an address, and the node is the host', () => {
  const strange = OPENED.replaceAll('198.18.0.10', '192.0.2.1').replaceAll('198.18.0.12', site.nodeAddress)
  const { flow } = linesOf([strange])[0]!
  expect(flow).not.toHaveProperty('source')
  expect(flow).toMatchObject({ IP: { source: '192.0.2.1' }, destination: { labels: ['reserved:host'] } })
})
