/**
 * The one form in which every datapath's flows are stored: Hubble's. A line of a flow file is a bare GetFlowsResponse as protojson
 * writes it (cilium api/v1/observer/observer.proto and api/v1/flow/flow.proto, v1.19): names in snake_case but for the few capitals,
 * defaults left out, 64-bit numbers as text, times in RFC 3339. These types name the fields that hopbench writes.
 */
import hopbench from '../../package.json' with { type: 'json' }

/** RFC 3339 as protojson writes times: a fraction in groups of three digits, none where it is 0. @param us since 1970 */
export function writtenTime(us: number): string {
  const whole = Math.floor(us)
  const fraction = String(((whole % 1e6) + 1e6) % 1e6)
    .padStart(6, '0')
    .replace(/(000){1,2}$/, '')
  const seconds = new Date(Math.floor(whole / 1e6) * 1000).toISOString().slice(0, -'.000Z'.length)
  return `${seconds}${fraction === '' ? '' : `.${fraction}`}Z`
}

/** Names us as the emitter, with what the flows were made from: "hopbench envoy-access-log". */
export const ourEmitter = (from: string): { name: string; version: string } => ({
  name: `hopbench ${from}`,
  version: hopbench.version,
})

export interface FlowLine {
  flow?: Flow
  lost_events?: LostEvents
  node_name?: string
  time: string
}

/** For lines of several logs in the order of their times. */
export const byTime = (a: FlowLine, b: FlowLine): number => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)

export interface LostEvents {
  /** PERF_EVENT_RING_BUFFER: between kernel and reader. HUBBLE_RING_BUFFER: in the reader's own memory. */
  source: 'PERF_EVENT_RING_BUFFER' | 'HUBBLE_RING_BUFFER'
  /** 64 bits, so text. */
  num_events_lost: string
}

/** A line that tells of events that were lost. @param node its name */
export const lostEventsLine = (node: string, source: LostEvents['source'], events: number): FlowLine => ({
  lost_events: { source, num_events_lost: String(events) },
  node_name: node,
  time: writtenTime(Date.now() * 1000),
})

export type Verdict = 'FORWARDED' | 'DROPPED' | 'ERROR'

export interface Flow {
  time: string
  /** Who reports: hopbench never calls itself Hubble. */
  emitter: { name: string; version: string }
  verdict: Verdict
  drop_reason_desc?: string
  IP?: { source: string; destination: string; ipVersion: 'IPv4' | 'IPv6'; encrypted?: true }
  l4?: {
    TCP?: Ports & { flags?: Partial<Record<'SYN' | 'ACK' | 'FIN' | 'RST', true>> }
    UDP?: Ports
    ICMPv4?: object
  }
  source?: FlowEnd
  destination?: FlowEnd
  Type: 'L3_L4' | 'L7'
  node_name: string
  l7?: {
    type: 'REQUEST' | 'RESPONSE'
    /** 64 bits, so text. */
    latency_ns?: string
    http: { code?: number; method?: string; url?: string; protocol?: string }
  }
  /** 1 drop, 4 trace, 5 policy verdict, 129 HTTP. */
  event_type: { type: number; sub_type?: number }
  source_service?: { name: string; namespace: string }
  destination_service?: { name: string; namespace: string }
  traffic_direction: 'INGRESS' | 'EGRESS'
  trace_observation_point?: 'TO_ENDPOINT'
  trace_reason?: 'NEW' | 'ESTABLISHED'
  /** Absent means unknown; false is written. */
  is_reply: boolean
  /** The policies whose rules decided, where they are known. */
  egress_allowed_by?: PolicyName[]
  ingress_allowed_by?: PolicyName[]
  egress_denied_by?: PolicyName[]
  ingress_denied_by?: PolicyName[]
  /** Hubble's text output prints it as it stands. No code reads it. */
  Summary: string
}

export interface PolicyName {
  kind: string
  namespace: string
  name: string
}

interface Ports {
  source_port: number
  destination_port: number
}

export interface FlowEnd {
  identity?: number
  namespace?: string
  labels?: string[]
  pod_name?: string
  workloads?: { name: string; kind: string }[]
}

/** A pod as Hubble describes an end of a flow. */
export const endOfPod = (pod: {
  workload: string
  namespace: string
  pod: string
  identity?: number
}): FlowEnd => ({
  ...(pod.identity !== undefined && { identity: pod.identity }),
  namespace: pod.namespace,
  labels: [`k8s:app=${pod.workload}`, `k8s:io.kubernetes.pod.namespace=${pod.namespace}`],
  pod_name: pod.pod,
  workloads: [{ name: pod.workload, kind: 'Pod' }],
})

/** Identities that Cilium reserves for peers that are no pod (pkg/identity/numericidentity.go). */
const RESERVED: Readonly<Record<number, string>> = { 1: 'host', 2: 'world' }

/** A peer that is no pod: the node, or anything beyond it. */
export const reservedEnd = (identity: number): FlowEnd => ({
  identity,
  labels: [`reserved:${RESERVED[identity] ?? 'unmanaged'}`],
})
