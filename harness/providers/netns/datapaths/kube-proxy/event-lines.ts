/** From events of the kernel's connection tracking to Hubble's flows. The kernel knows addresses only: names are the run's own. */
import {
  endOfPod,
  ourEmitter,
  reservedEnd,
  writtenTime,
  type Flow,
  type FlowEnd,
  type FlowLine,
} from '../../../../flows/hubble.ts'
import type { NodeSite } from '../../datapath.ts'
import type { ConntrackEvent } from './conntrack-event.ts'

/** Cilium's number of the node (pkg/identity/numericidentity.go). */
const HOST = 1

/** Each connection opens once and ends once. @param fromMs leaves out events from before: milliseconds since 1970 */
export function eventLines(site: NodeSite, events: readonly ConntrackEvent[], fromMs: number): FlowLine[] {
  const closed = new Set<string>()
  return events
    .filter(({ kind, id, timeUs }) => {
      // The kernel gives the number again to a later connection.
      if (kind === 'opened') closed.delete(id)
      const isFirst = kind === 'opened' || !closed.has(id)
      if (kind === 'closed') closed.add(id)
      return isFirst && timeUs >= fromMs * 1000
    })
    .map((event) => {
      const time = writtenTime(event.timeUs)
      return { flow: flowOf(site, event, time), node_name: site.netns, time }
    })
}

/** The client is that of the first packet; who answers is told by the packets of the other direction. */
function flowOf(site: NodeSite, { kind, protocol, original, reply }: ConntrackEvent, time: string): Flow {
  const [source, destination] = [endAt(site, original.source), endAt(site, reply.source)]
  const service = serviceAt(site, original.destination)
  const ports = { source_port: original.sourcePort, destination_port: reply.sourcePort }
  const isOpened = kind === 'opened'
  const asked = `${original.destination}:${original.destinationPort}`
  return {
    time,
    emitter: ourEmitter('conntrack'),
    // The kernel reports a connection when it has passed its first packet on.
    verdict: 'FORWARDED',
    IP: { source: original.source, destination: reply.source, ipVersion: 'IPv4' },
    l4:
      protocol === 'udp'
        ? { UDP: ports }
        : protocol === 'icmp'
          ? { ICMPv4: {} }
          : { TCP: { ...ports, flags: isOpened ? { SYN: true } : { FIN: true } } },
    ...(source && { source }),
    ...(destination && { destination }),
    ...(service && { destination_service: service }),
    Type: 'L3_L4',
    node_name: site.netns,
    event_type: { type: 4 },
    traffic_direction: 'EGRESS',
    trace_reason: isOpened ? 'NEW' : 'ESTABLISHED',
    is_reply: false,
    Summary: isOpened ? `opened to ${asked}` : `ended, was opened to ${asked}`,
  }
}

function endAt(site: NodeSite, address: string): FlowEnd | undefined {
  if (address === site.nodeAddress) return reservedEnd(HOST)
  const pod = site.pods.find((candidate) => candidate.address === address)
  return pod && endOfPod({ workload: pod.name, namespace: pod.namespace, pod: `${pod.name}-0` })
}

function serviceAt({ services, databases, dns }: NodeSite, address: string): Flow['destination_service'] {
  if (address === dns.vip) return { name: 'kube-dns', namespace: dns.pod.namespace }
  const service = [...services, ...databases].find(({ vip }) => vip === address)
  return service && { name: service.name, namespace: service.namespace }
}
