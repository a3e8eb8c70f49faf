/** Numbers and names that Istio uses (tools/istio-iptables, pilot/pkg/networking, release 1.30). */

export const OUTBOUND_PORT = 15001
export const INBOUND_PORT = 15006
/** Source address of the inbound proxy's calls to its app, by which the redirect rules recognize this traffic. */
export const INBOUND_SOURCE = '127.0.0.6'
/** Number of worker threads: Istio derives it from the CPU limit of its chart, 2000m. */
export const WORKERS = 2

/** A service in the configuration of a proxy. */
export interface MeshService {
  name: string
  namespace: string
  vip: string
  /** Address of the service's pod: proxies send to pods directly, never to the service address. */
  endpoint: string
}

export const hostNameOf = (service: { name: string; namespace: string }): string =>
  `${service.name}.${service.namespace}.svc.cluster.local`

/** Name of the Envoy cluster for calls of a service. */
export const outboundCluster = (service: { name: string; namespace: string }, port: number): string =>
  `outbound|${port}||${hostNameOf(service)}`

export const inboundCluster = (port: number): string => `inbound|${port}||`
export const PASSTHROUGH = 'PassthroughCluster'
export const INBOUND_PASSTHROUGH = 'InboundPassthroughCluster'
export const BLACK_HOLE = 'BlackHoleCluster'
