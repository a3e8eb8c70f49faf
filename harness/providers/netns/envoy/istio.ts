/** Numbers and names Istio uses (tools/istio-iptables, pilot/pkg/networking, release 1.30). */

export const OUTBOUND_PORT = 15001
export const INBOUND_PORT = 15006
/** Where the inbound proxy calls its app from, so that the rules can tell that traffic. */
export const INBOUND_SOURCE = '127.0.0.6'
/** Istio derives the worker threads from the CPU limit of its chart, 2000m. */
export const WORKERS = 2

/** A service as proxies know it. */
export interface MeshService {
  name: string
  namespace: string
  vip: string
  /** Pod behind it: proxies send to pods themselves, never to the service address. */
  endpoint: string
}

export const hostNameOf = (service: { name: string; namespace: string }): string =>
  `${service.name}.${service.namespace}.svc.cluster.local`

/** Envoy's name for the way to a service. */
export const outboundCluster = (service: { name: string; namespace: string }, port: number): string =>
  `outbound|${port}||${hostNameOf(service)}`

export const inboundCluster = (port: number): string => `inbound|${port}||`
export const PASSTHROUGH = 'PassthroughCluster'
export const INBOUND_PASSTHROUGH = 'InboundPassthroughCluster'
export const BLACK_HOLE = 'BlackHoleCluster'
