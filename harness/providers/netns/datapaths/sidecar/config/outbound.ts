/** Egress of the pod: one listener receives all connections and hands each to the listener of its original port. */
import { DATABASE_PORT, SERVICE_PORT } from '../../../datapath.ts'
import {
  BLACK_HOLE,
  hostNameOf,
  type MeshService,
  outboundCluster,
  OUTBOUND_PORT,
  PASSTHROUGH,
} from '../../../envoy/istio.ts'
import { tcpProxy } from '../../../envoy/config/clusters.ts'
import { httpConnectionManager } from '../../../envoy/config/http-connection-manager.ts'
import { httpInspector, tlsInspector } from '../../../envoy/config/listener-filters.ts'
import { type Message, socketAddress } from '../../../envoy/config/message.ts'
import type { PeerMetadata } from '../../../envoy/config/peer-metadata.ts'

export const OUTBOUND_STATS = `outbound_0.0.0.0_${SERVICE_PORT}`

/**
 * The listener that the redirect rules lead to. `use_original_dst` hands connections off, as Istio does; a single listener
 * would be cheaper.
 */
export const virtualOutbound = (): Message => ({
  name: 'virtualOutbound',
  address: socketAddress('0.0.0.0', OUTBOUND_PORT),
  traffic_direction: 'OUTBOUND',
  use_original_dst: true,
  max_connections_to_accept_per_socket_event: 1,
  filter_chains: [
    {
      name: 'virtualOutbound-blackhole',
      filter_chain_match: { destination_port: OUTBOUND_PORT },
      filters: [tcpProxy(BLACK_HOLE)],
    },
    { name: 'virtualOutbound-catchall-tcp', filters: [tcpProxy(PASSTHROUGH)] },
  ],
})

/** Port 80 of every service: HTTP is routed by its Host header; anything else goes to its original destination. */
export const servicePortListener = (
  services: MeshService[],
  caller: string,
  metadata: PeerMetadata,
): Message => ({
  name: `0.0.0.0_${SERVICE_PORT}`,
  address: socketAddress('0.0.0.0', SERVICE_PORT),
  traffic_direction: 'OUTBOUND',
  bind_to_port: false,
  listener_filters: [tlsInspector(), httpInspector()],
  // 0: no timeout while waiting for the first bytes, as in Istio.
  listener_filters_timeout: '0s',
  continue_on_listener_filters_timeout: true,
  filter_chains: [
    {
      filter_chain_match: { transport_protocol: 'raw_buffer', application_protocols: ['http/1.1', 'h2c'] },
      filters: [
        httpConnectionManager({
          statPrefix: OUTBOUND_STATS,
          routes: outboundRoutes(services, caller),
          metadata,
          direction: 'outbound',
        }),
      ],
    },
  ],
  default_filter_chain: { name: 'PassthroughFilterChain', filters: [tcpProxy(PASSTHROUGH)] },
})

/** Port of a database at its service address. As Istio does for TCP, a listener for each address passes the bytes on. */
export const databaseListener = (database: MeshService): Message => ({
  name: `${database.vip}_${DATABASE_PORT}`,
  address: socketAddress(database.vip, DATABASE_PORT),
  traffic_direction: 'OUTBOUND',
  bind_to_port: false,
  filter_chains: [{ filters: [tcpProxy(outboundCluster(database, DATABASE_PORT))] }],
})

/** Istio's default retries, which belong to the behaviour of a sidecar. A trial with a retry is invalid. */
const RETRIES = {
  retry_on: 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes',
  num_retries: 2,
  retry_host_predicate: [
    {
      name: 'envoy.retry_host_predicates.previous_hosts',
      typed_config: {
        '@type': 'type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate',
      },
    },
  ],
  host_selection_retry_max_attempts: 5,
}
export const NO_TIMEOUTS = {
  timeout: '0s',
  max_stream_duration: { max_stream_duration: '0s', grpc_timeout_header_max: '0s' },
}

const outboundRoutes = (services: MeshService[], callerNamespace: string): Message => ({
  name: String(SERVICE_PORT),
  validate_clusters: false,
  ignore_port_in_host_matching: true,
  max_direct_response_body_size_bytes: 1_048_576,
  virtual_hosts: [
    ...services.map((service) => serviceHost(service, callerNamespace)),
    {
      name: 'allow_any',
      domains: ['*'],
      include_request_attempt_count: true,
      routes: [
        { name: 'allow_any', match: { prefix: '/' }, route: { cluster: PASSTHROUGH, ...NO_TIMEOUTS } },
      ],
    },
  ],
})

/** The virtual host with all names that a caller may use for a service. The bare name is valid only in the service's namespace. */
const serviceHost = (service: MeshService, callerNamespace: string): Message => {
  const host = hostNameOf(service)
  const { name, namespace, vip } = service
  const bare = namespace === callerNamespace ? [name] : []
  return {
    name: `${host}:${SERVICE_PORT}`,
    domains: [host, ...bare, `${name}.${namespace}.svc`, `${name}.${namespace}`, vip],
    include_request_attempt_count: true,
    routes: [
      {
        name: 'default',
        match: { prefix: '/' },
        decorator: { operation: `${host}:${SERVICE_PORT}/*` },
        route: { cluster: outboundCluster(service, SERVICE_PORT), ...NO_TIMEOUTS, retry_policy: RETRIES },
      },
    ],
  }
}
