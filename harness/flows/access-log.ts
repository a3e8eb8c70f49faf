/**
 * From a record of Envoy's access log to Hubble's flows: a request and its answer, or a connection whose bytes Envoy did not read. The keys are those of Istio's default JSON format
 * (pilot/pkg/model/accesslogs.go); the last four are ours, and Istio's records lack them.
 */
import { z } from 'zod'
import { writtenTime, type Flow, type FlowEnd, type FlowLine, type Verdict } from './hubble.ts'
import { problemOf } from './seen-flow.ts'

const text = z.string().nullish()
const number = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).nullish()

const recordSchema = z.object({
  start_time: z.string(),
  duration: number,
  method: text,
  path: text,
  protocol: text,
  response_code: number,
  response_code_details: text,
  response_flags: text,
  upstream_cluster: text,
  upstream_host: text,
  upstream_local_address: text,
  downstream_local_address: text,
  downstream_remote_address: text,
  requested_server_name: text,
  downstream_peer_uri_san: text,
  downstream_tls_version: text,
  upstream_tls_version: text,
  /** Microseconds; Istio's own duration is in whole milliseconds. */
  duration_us: number,
})
type AccessRecord = z.infer<typeof recordSchema>

export type ProxyPlace = 'in a pod' | 'between pods'

export interface AccessLogSite {
  emitter: { name: string; version: string }
  node: string
  /** Where the proxies stand: each in the pod of a workload (the default), or between the pods, as a central gateway. */
  stands?: ProxyPlace
  /** Address of the pod that a proxy stands in; absent where it is not known. */
  ownAddress?: string
  /** The pod that has an address; undefined for an address of nobody that is known. */
  podAt(address: string): FlowEnd | undefined
}

/** Flags of answers that the proxy made itself because it could not reach the service, or lost it (Envoy, "response flags"). */
const FAILED_UPSTREAM = new Set(['UH', 'UF', 'UO', 'UC', 'UT', 'UR', 'URX', 'NR', 'NC', 'LH', 'UPE', 'DPE'])

/** @returns the request and its answer, in this order, or the beginning and the end of a connection, or what is wrong with the record */
export function readAccessRecord(record: unknown, site: AccessLogSite): FlowLine[] | { problem: string } {
  const parsed = recordSchema.safeParse(record)
  if (!parsed.success) return { problem: problemOf(parsed.error, ['access log']) }
  const read = parsed.data
  const beganMs = Date.parse(read.start_time)
  if (Number.isNaN(beganMs))
    return { problem: `access log.start_time: expected a time, found "${read.start_time}"` }
  const latencyMs = read.duration_us != null ? read.duration_us / 1000 : (read.duration ?? 0)
  const way = wayOf(read, site)
  const verdict = verdictOf(read)
  const http = {
    method: read.method ?? '',
    url: read.path ?? '',
    ...(read.protocol && { protocol: read.protocol }),
  }
  const common = {
    emitter: site.emitter,
    verdict,
    // A policy refused the request; which one, the log does not say.
    ...(verdict === 'DROPPED' && { drop_reason_desc: 'POLICY_DENIED' }),
    node_name: site.node,
    traffic_direction: way.direction,
  }
  if (!read.method) {
    // Both lines have the time at which the log had them.
    const closed = at(beganMs + latencyMs)
    const ends: [keyof typeof ENDS_OF_CONNECTION, number][] = [
      ['SYN', beganMs],
      ['FIN', beganMs + latencyMs],
    ]
    return ends.map(([flag, ms]) => {
      const flow = unreadConnection(common, way.ends, at(ms), flag)
      return { flow, node_name: site.node, time: closed }
    })
  }
  const l7 = { Type: 'L7', event_type: { type: 129 } } as const
  const code = read.response_code ?? 0
  const asked = `${http.protocol ?? 'HTTP'} ${http.method} ${http.url}`
  const request: Flow = {
    time: at(beganMs),
    ...common,
    ...l7,
    ...way.ends,
    ...(way.service && { destination_service: way.service }),
    l7: { type: 'REQUEST', http },
    is_reply: false,
    Summary: asked,
  }
  const response: Flow = {
    time: at(beganMs + latencyMs),
    ...common,
    ...l7,
    ...turned(way.ends),
    ...(way.service && { source_service: way.service }),
    l7: {
      type: 'RESPONSE',
      latency_ns: String(Math.round(latencyMs * 1e6)),
      http: { ...(code > 0 && { code }), ...http },
    },
    is_reply: true,
    Summary: `HTTP ${code} ${latencyMs} ms (${asked})`,
  }
  return [request, response].map((flow) => ({ flow, node_name: site.node, time: flow.time }))
}

const ENDS_OF_CONNECTION = { SYN: 'opened', FIN: 'closed' } as const

/** The beginning or the end of a connection that Envoy passed on unread. It is logged when it ended, with both times. */
const unreadConnection = (
  common: Pick<Flow, 'emitter' | 'verdict' | 'node_name' | 'traffic_direction'>,
  ends: Ends,
  time: string,
  flag: keyof typeof ENDS_OF_CONNECTION,
): Flow => ({
  time,
  ...common,
  ...ends,
  ...(ends.l4?.TCP && { l4: { TCP: { ...ends.l4.TCP, flags: { [flag]: true } } } }),
  Type: 'L3_L4',
  event_type: { type: 4 },
  is_reply: false,
  Summary: `TCP connection that the proxy did not read, ${ENDS_OF_CONNECTION[flag]}`,
})

/** @param ms since 1970 */
const at = (ms: number): string => writtenTime(Math.round(ms * 1000))

function verdictOf(read: AccessRecord): Verdict {
  if (read.response_code === 403 && read.response_code_details?.startsWith('rbac_access_denied'))
    return 'DROPPED'
  const flags = (read.response_flags ?? '').split(',')
  return flags.some((flag) => FAILED_UPSTREAM.has(flag)) ? 'ERROR' : 'FORWARDED'
}

type Ends = Pick<Flow, 'IP' | 'l4' | 'source' | 'destination'>

interface Way {
  direction: 'INGRESS' | 'EGRESS'
  ends: Ends
  service?: { name: string; namespace: string }
}

/**
 * The connection between the two pods, which the proxies of both sides report with the same addresses. Of an outbound record that is
 * the proxy's connection to the pod, not the app's connection to its proxy.
 */
function wayOf(read: AccessRecord, site: AccessLogSite): Way {
  const cluster = read.upstream_cluster ?? ''
  if (site.stands === 'between pods') return wayThroughGateway(read, cluster, site)
  if (cluster.toLowerCase().startsWith('inbound')) {
    const encrypted = Boolean(read.downstream_tls_version) || Boolean(read.requested_server_name)
    const ends = endsBetween(read.downstream_remote_address, read.downstream_local_address, encrypted, site)
    const caller = ends.source ?? callerOf(read.downstream_peer_uri_san)
    return { direction: 'INGRESS', ends: { ...ends, ...(caller && { source: caller }) } }
  }
  const service = serviceOf(cluster)
  const reached = read.upstream_host && read.upstream_local_address
  const ends = reached
    ? endsBetween(read.upstream_local_address, read.upstream_host, Boolean(read.upstream_tls_version), site)
    : endsBetween(read.downstream_remote_address, read.downstream_local_address, false, site)
  const destination = ends.destination ?? (service && workloadOf(service))
  // A listener refused it before any cluster was chosen: what came from elsewhere came in.
  const cameIn = !cluster && site.ownAddress !== undefined && ends.IP?.source !== site.ownAddress
  return {
    direction: cameIn ? 'INGRESS' : 'EGRESS',
    ends: { ...ends, ...(destination && { destination }) },
    ...(service && { service }),
  }
}

/**
 * A gateway has two connections for a request. The flow goes from the caller's end of the one to the service's end of the other: who
 * asked, and who answered. A request that the gateway did not pass on goes to the service it asked for.
 */
function wayThroughGateway(read: AccessRecord, cluster: string, site: AccessLogSite): Way {
  const service = serviceOf(cluster)
  const asked = read.upstream_host ?? read.downstream_local_address
  const ends = endsBetween(read.downstream_remote_address, asked, false, site)
  const destination = read.upstream_host ? ends.destination : service && workloadOf(service)
  return {
    direction: 'INGRESS',
    ends: { ...ends, ...(destination && { destination }) },
    ...(service && { service }),
  }
}

/**
 * "outbound|80||orders.shop.svc.cluster.local", as Istio names it, and "httproute/shop/orders/rule/0", as Envoy Gateway does, are the
 * service orders of the namespace shop.
 */
function serviceOf(cluster: string): { name: string; namespace: string } | undefined {
  const [, name, namespace] = /^outbound\|\d+\|[^|]*\|([^.|]+)\.([^.|]+)\.svc\./.exec(cluster) ?? []
  if (name && namespace) return { name, namespace }
  const [, ofRoute, route] = /^httproute\/([^/]+)\/([^/]+)\/rule\//.exec(cluster) ?? []
  return ofRoute && route ? { name: route, namespace: ofRoute } : undefined
}

/** "spiffe://cluster.local/ns/shop/sa/orders": the name of the account stands for the workload. */
function callerOf(uri: string | null | undefined): FlowEnd | undefined {
  const [, namespace, name] = /^spiffe:\/\/[^/]+\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(uri ?? '') ?? []
  return name && namespace ? workloadOf({ name, namespace }) : undefined
}

const workloadOf = ({ name, namespace }: { name: string; namespace: string }): FlowEnd => ({
  namespace,
  workloads: [{ name, kind: 'Service' }],
})

function endsBetween(
  from: string | null | undefined,
  to: string | null | undefined,
  encrypted: boolean,
  site: AccessLogSite,
): Ends {
  const [client, server] = [addressOf(from), addressOf(to)]
  if (!client || !server) return {}
  const [source, destination] = [site.podAt(client.address), site.podAt(server.address)]
  return {
    IP: {
      source: client.address,
      destination: server.address,
      ipVersion: server.address.includes(':') ? 'IPv6' : 'IPv4',
      ...(encrypted && { encrypted }),
    },
    l4: { TCP: { source_port: client.port, destination_port: server.port } },
    ...(source && { source }),
    ...(destination && { destination }),
  }
}

/** "10.0.0.1:80" or "[fd00::1]:80"; undefined for a pipe or an internal listener. */
function addressOf(written: string | null | undefined): { address: string; port: number } | undefined {
  const [, v6, v4, port] = /^(?:\[([^\]]+)\]|([\d.]+)):(\d+)$/.exec(written ?? '') ?? []
  const address = v6 ?? v4
  return address ? { address, port: Number(port) } : undefined
}

/** The same connection, from the server to the client. */
function turned({ IP, l4, source, destination }: Ends): Ends {
  const ports = l4?.TCP
  return {
    ...(IP && { IP: { ...IP, source: IP.destination, destination: IP.source } }),
    ...(ports && {
      l4: { TCP: { source_port: ports.destination_port, destination_port: ports.source_port } },
    }),
    ...(destination && { source: destination }),
    ...(source && { destination: source }),
  }
}
