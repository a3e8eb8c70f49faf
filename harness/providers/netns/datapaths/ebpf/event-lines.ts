/** From the events of the BPF programs to Hubble's flows. */
import {
  endOfPod,
  lostEventsLine,
  ourEmitter,
  reservedEnd,
  writtenTime,
  type Flow,
  type FlowEnd,
  type FlowLine,
  type LostEvents,
  type PolicyName,
} from '../../../../flows/hubble.ts'
import type { FlowEvent, KeptFlows } from '../../bpf/loader.ts'
import type { NodeSite } from '../../datapath.ts'
import { identityOf } from './tables.ts'

/** No rule matched, against a rule denies. */
const POLICY_DENIED = { name: 'POLICY_DENIED', number: 133 }
const POLICY_DENY = { name: 'POLICY_DENY', number: 181 }

/**
 * Hubble's names for our reasons (DropReason of flow.proto), with their numbers, which `event_type` repeats. For a packet that follows the
 * end of its connection Hubble has none.
 */
const DROP_REASONS: Readonly<Record<string, { name: string; number: number }>> = {
  malformed: { name: 'INVALID_PACKET_DROPPED', number: 134 },
  unsupported: { name: 'UNKNOWN_L4_PROTOCOL', number: 142 },
  fragment: { name: 'IP_FRAGMENTATION_NOT_SUPPORTED', number: 157 },
  spoofed: { name: 'INVALID_SOURCE_IP', number: 132 },
  'egress-default': POLICY_DENIED,
  'egress-denied': POLICY_DENY,
  'ingress-default': POLICY_DENIED,
  'ingress-denied': POLICY_DENY,
  unrelated: { name: 'UNKNOWN_CONNECTION_TRACKING_STATE', number: 163 },
}

/**
 * @param fromMs leaves out events from before: milliseconds since 1970
 * @param policies the policies that events name by number: number n is at n − 1
 */
export function eventLines(
  site: NodeSite,
  kept: KeptFlows,
  fromMs: number,
  policies: readonly PolicyName[] = [],
): FlowLine[] {
  const ends = new Map(
    site.pods.map((pod): [number, FlowEnd] => [
      identityOf(site, pod),
      endOfPod({
        workload: pod.name,
        namespace: pod.namespace,
        pod: `${pod.name}-0`,
        identity: identityOf(site, pod),
      }),
    ]),
  )
  const endAt = (identity: number): FlowEnd => ends.get(identity) ?? reservedEnd(identity)
  return kept.events
    .map((event) => ({ event, us: event.timeUs - kept.monotonicUs + kept.realtimeUs }))
    .filter(({ us }) => us >= fromMs * 1000 - TICK_US)
    .map(({ event, us }) => {
      const time = writtenTime(us)
      const node_name = site.netns
      return { flow: flowOf(event, { time, node_name, endAt, policies }), node_name, time }
    })
}

/** Events have the coarse clock, which may be one tick behind (CONFIG_HZ=100: 10 ms). */
const TICK_US = 10_000

function flowOf(
  event: FlowEvent,
  {
    time,
    node_name,
    endAt,
    policies,
  }: Pick<Flow, 'time' | 'node_name'> & {
    endAt: (identity: number) => FlowEnd
    policies: readonly PolicyName[]
  },
): Flow {
  const [from, to] = [splitAddress(event.from), splitAddress(event.to)]
  const ports = { source_port: from.port, destination_port: to.port }
  return {
    time,
    emitter: ourEmitter('ebpf'),
    ...whatHappened(event),
    ...decidedBy(event, policies),
    IP: { source: from.address, destination: to.address, ipVersion: 'IPv4' },
    l4:
      event.protocol === 'udp'
        ? { UDP: ports }
        : event.protocol === 'icmp'
          ? { ICMPv4: {} }
          : { TCP: { ...ports, flags: flagsOf(event) } },
    source: endAt(event.source),
    destination: endAt(event.destination),
    Type: 'L3_L4',
    node_name,
    is_reply: false,
  }
}

/** A dropped packet may have been any packet of its connection. A connection may also have ended by a reset. */
const flagsOf = ({ kind }: FlowEvent): { SYN?: true; FIN?: true } =>
  kind === 'opened' ? { SYN: true } : kind === 'closed' ? { FIN: true } : {}

type Happened = Pick<
  Flow,
  | 'verdict'
  | 'drop_reason_desc'
  | 'event_type'
  | 'traffic_direction'
  | 'trace_observation_point'
  | 'trace_reason'
  | 'Summary'
>

function whatHappened(event: FlowEvent): Happened {
  if (event.kind === 'dropped') {
    const reason = DROP_REASONS[event.reason ?? '']
    return {
      verdict: 'DROPPED',
      ...(reason && { drop_reason_desc: reason.name }),
      event_type: { type: 1, ...(reason && { sub_type: reason.number }) },
      // All but the receiver's policy is found where the packet leaves its pod.
      traffic_direction: event.reason?.startsWith('ingress-') ? 'INGRESS' : 'EGRESS',
      Summary: `dropped: ${event.reason ?? 'no reason'}`,
    }
  }
  if (event.kind === 'opened' && event.verdict === 'allowed')
    return {
      verdict: 'FORWARDED',
      event_type: { type: 5 },
      // One line tells what both directions said: that of the direction which was asked last.
      traffic_direction: event.ingressSelected ? 'INGRESS' : 'EGRESS',
      Summary: 'opened, allowed by policy',
    }
  return {
    verdict: 'FORWARDED',
    event_type: { type: 4 },
    traffic_direction: 'EGRESS',
    trace_observation_point: 'TO_ENDPOINT',
    trace_reason: event.kind === 'opened' ? 'NEW' : 'ESTABLISHED',
    Summary:
      event.kind === 'opened'
        ? 'opened, no policy'
        : `closed after ${event.durationUs} us, ${event.packets} packets, ${event.bytes} bytes`,
  }
}

/** The policies that let a connection pass, and the one that denied a packet. A default deny has none: no rule matched. */
function decidedBy(
  { kind, reason, egressPolicy, ingressPolicy }: FlowEvent,
  policies: readonly PolicyName[],
): Pick<Flow, 'egress_allowed_by' | 'ingress_allowed_by' | 'egress_denied_by' | 'ingress_denied_by'> {
  if (kind === 'closed') return {}
  const named = (number: number | undefined) => {
    const policy = number === undefined ? undefined : policies[number - 1]
    return policy && [policy]
  }
  const [egress, ingress] = [named(egressPolicy), named(ingressPolicy)]
  return {
    ...(egress && { [reason === 'egress-denied' ? 'egress_denied_by' : 'egress_allowed_by']: egress }),
    ...(ingress && { [reason === 'ingress-denied' ? 'ingress_denied_by' : 'ingress_allowed_by']: ingress }),
  }
}

/** "198.18.0.10:80" */
function splitAddress(written: string): { address: string; port: number } {
  const colon = written.lastIndexOf(':')
  return { address: written.slice(0, colon), port: Number(written.slice(colon + 1)) }
}

export const lostLine = (site: NodeSite, source: LostEvents['source'], events: number): FlowLine =>
  lostEventsLine(site.netns, source, events)
