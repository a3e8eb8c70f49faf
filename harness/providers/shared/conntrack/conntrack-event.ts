/** Reads what `conntrack -E -o timestamp,id` prints of an event of the kernel's connection tracking, a line each. */

/** One direction of a connection, as its packets look before the node changes them. */
export interface Tuple {
  source: string
  destination: string
  /** Of ICMP both ports are 0. */
  sourcePort: number
  destinationPort: number
}

export interface ConntrackEvent {
  /** opened: the node passed on the first packet. closed: one side has sent a FIN, or a reset. */
  kind: 'opened' | 'closed'
  /** The kernel's number for the connection, the same in all its events. */
  id: string
  /** When the tool read the event: microseconds since 1970. */
  timeUs: number
  protocol: 'tcp' | 'udp' | 'icmp'
  /** To the service's address, as the client sends it. */
  original: Tuple
  /** From the address of the pod that answers. */
  reply: Tuple
}

const LINE = /^\[(?<seconds>\d+)\.(?<micros>\d{6})\]\s+\[(?<type>NEW|UPDATE)\] (?<protocol>\w+)\s+\d+ /
/**
 * A connection is in one of these states from the first FIN or reset on. The kernel writes an event with the state at the time of
 * writing: when both sides send their FIN at once, the first state that it reports may be LAST_ACK, or a later one.
 */
const ENDED = / (?:FIN_WAIT|CLOSE_WAIT|LAST_ACK|TIME_WAIT|CLOSE) /
const PROTOCOLS = ['tcp', 'udp', 'icmp'] as const

/**
 * @returns null for an event that neither opens nor ends a connection
 * @throws Error for a line that is not as the tool prints it: what it says must not be left out in silence
 */
export function readConntrackLine(line: string): ConntrackEvent | null {
  const { seconds, micros, type, protocol: written } = LINE.exec(line)?.groups ?? {}
  const protocol = PROTOCOLS.find((known) => known === written)
  const id = /\bid=(\d+)/.exec(line)?.[1]
  const [source, replySource] = valuesOf(line, 'src')
  const [destination, replyDestination] = valuesOf(line, 'dst')
  if (!seconds || !protocol || !id || !source || !replySource || !destination || !replyDestination)
    throw new Error(`conntrack printed a line that hopbench cannot read: ${line}`)
  if (type === 'UPDATE' && !ENDED.test(line)) return null
  const [sourcePort, replySourcePort] = valuesOf(line, 'sport').map(Number)
  const [destinationPort, replyDestinationPort] = valuesOf(line, 'dport').map(Number)
  return {
    kind: type === 'NEW' ? 'opened' : 'closed',
    id,
    timeUs: Number(seconds) * 1e6 + Number(micros),
    protocol,
    original: {
      source,
      destination,
      sourcePort: sourcePort ?? 0,
      destinationPort: destinationPort ?? 0,
    },
    reply: {
      source: replySource,
      destination: replyDestination,
      sourcePort: replySourcePort ?? 0,
      destinationPort: replyDestinationPort ?? 0,
    },
  }
}

/** The values of a key, that of the original direction first. */
const valuesOf = (line: string, key: string): string[] =>
  Array.from(line.matchAll(new RegExp(`\\b${key}=(\\S+)`, 'g')), ([, value]) => value!)
