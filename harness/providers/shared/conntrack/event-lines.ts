/** From events of the kernel's connection tracking to Hubble's flows. The kernel knows addresses only: names are the run's own. */
import { ourEmitter, writtenTime, type Flow, type FlowLine } from '../../../flows/hubble.ts'
import type { ConntrackEvent } from './conntrack-event.ts'
import type { TrackedNode } from './tracked-node.ts'

/** Each connection opens once and ends once. @param fromMs leaves out events from before: milliseconds since 1970 */
export function eventLines(node: TrackedNode, events: readonly ConntrackEvent[], fromMs: number): FlowLine[] {
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
      return { flow: flowOf(node, event, time), node_name: node.name, time }
    })
}

/** The client is that of the first packet; who answers is told by the packets of the other direction. */
function flowOf(node: TrackedNode, { kind, protocol, original, reply }: ConntrackEvent, time: string): Flow {
  const [source, destination] = [node.endAt(original.source), node.endAt(reply.source)]
  const service = node.serviceAt(original.destination)
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
    node_name: node.name,
    event_type: { type: 4 },
    traffic_direction: 'EGRESS',
    trace_reason: isOpened ? 'NEW' : 'ESTABLISHED',
    is_reply: false,
    Summary: isOpened ? `opened to ${asked}` : `ended, was opened to ${asked}`,
  }
}
