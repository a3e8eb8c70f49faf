/**
 * Lines of flow files that hopbench wrote up to November 2026: each record was wrapped with its source and its arm. Three sources
 * wrote them: Hubble Relay, Istio's access log, and our own loader, which had summed its events by who talked to whom.
 */
import { readAccessRecord } from './access-log.ts'
import type { SeenEnd } from './ends.ts'
import type { FlowEnd } from './hubble.ts'
import { asRead, type LineRead } from './line-read.ts'
import { seenFlow, type SeenFlow } from './seen-flow.ts'

interface OldLine {
  source: string
  arm: string
  flow: Record<string, unknown>
}

export const isOldLine = (line: object): line is OldLine =>
  'source' in line &&
  typeof line.source === 'string' &&
  'arm' in line &&
  'flow' in line &&
  typeof line.flow === 'object' &&
  line.flow !== null

export function readOldLine({ flow, source }: OldLine): LineRead {
  if ('flow' in flow) return asRead(seenFlow(flow['flow']))
  if ('upstream_cluster' in flow || 'response_code' in flow)
    return { kind: 'old access record', record: flow, source }
  if (isSum(flow)) return { kind: 'flow', flow: ofSum(flow, source) }
  return { kind: 'problem', problem: 'a line of an earlier hopbench, but of no known source' }
}

/**
 * One record stands for a call; its answer says all that is known. The pods were not written down: addresses of those that are called are
 * learned from the records of their callers, and a pod that nobody calls has an address only.
 */
export function readOldRecords(records: readonly { record: object; source: string }[]): LineRead[] {
  const pods = new Map<string, FlowEnd>()
  const podAt = (address: string): FlowEnd | undefined => pods.get(address)
  const readAll = () =>
    records.map(({ record, source }) =>
      readAccessRecord(record, { emitter: { name: source, version: '' }, node: '', podAt }),
    )
  for (const lines of readAll()) {
    const request = 'problem' in lines ? undefined : lines[0]?.flow
    if (request?.destination_service && request.IP && request.destination)
      pods.set(request.IP.destination, request.destination)
  }
  return readAll().map((lines) => asRead('problem' in lines ? lines : seenFlow(lines.at(-1)?.flow)))
}

interface Sum {
  from: string | number
  to: string | number
  kind: 'opened' | 'closed' | 'dropped'
  protocol: string
  port: number
  reason?: string
  events: number
}

const isSum = (flow: object): flow is Sum =>
  'kind' in flow && 'from' in flow && 'to' in flow && 'events' in flow && typeof flow.events === 'number'

/** A sum of connections. It has no time and no ports of callers; `closed` sums repeat what `opened` sums count. */
function ofSum({ from, to, kind, protocol, port, reason, events }: Sum, source: string): SeenFlow {
  return {
    timeMs: null,
    shownMs: null,
    uuid: null,
    verdict: kind === 'dropped' ? 'DROPPED' : 'FORWARDED',
    layer: 'L3/L4',
    source: endOfSum(from, null),
    destination: endOfSum(to, port),
    protocol: protocol.toUpperCase(),
    flags: { syn: kind === 'opened', ack: false, fin: kind === 'closed', reset: false },
    isReply: false,
    direction: 'EGRESS',
    http: null,
    latencyMs: null,
    encrypted: false,
    dropReason: reason ?? null,
    deniedBy: [],
    emitter: source,
    connections: kind === 'closed' ? 0 : events,
  }
}

/** Ends that were no pod were written by the number of their identity: 1 is the node, 2 anything beyond it. */
const endOfSum = (written: string | number, port: number | null): SeenEnd =>
  typeof written === 'string'
    ? { kind: 'workload', namespace: '', name: written, address: null, port }
    : {
        kind: 'reserved',
        namespace: '',
        name: written === 1 ? 'host' : written === 2 ? 'world' : `identity ${written}`,
        address: null,
        port,
      }
