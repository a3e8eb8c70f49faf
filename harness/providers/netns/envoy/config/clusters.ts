/** The clusters that a proxy can send to: each service's pods, its own app, the original destination, nowhere. */
import { DATABASE_PORT, SERVICE_PORT, TARGET_PORT } from '../../datapath.ts'
import {
  BLACK_HOLE,
  INBOUND_PASSTHROUGH,
  INBOUND_SOURCE,
  inboundCluster,
  type MeshService,
  outboundCluster,
  PASSTHROUGH,
} from '../istio.ts'
import type { CertificateFiles } from '../../identity/certificates.ts'
import { extension, type Message, socketAddress } from './message.ts'
import { TCP_ALPN, upstreamTlsMatches, WITH_TLS } from './tls.ts'

/** The largest number: Istio switches circuit breakers off by setting every limit to it. */
const NO_LIMIT = 4_294_967_295
const circuitBreakers = {
  thresholds: [
    {
      max_connections: NO_LIMIT,
      max_pending_requests: NO_LIMIT,
      max_requests: NO_LIMIT,
      max_retries: NO_LIMIT,
      track_remaining: true,
    },
  ],
}

/** The default `connectTimeout` of Istio's mesh configuration. */
const CONNECT_TIMEOUT = '10s'

/** Cluster of a service, with the addresses of its pods as istiod's endpoint discovery would give them. */
export const serviceCluster = (service: MeshService, certificates: CertificateFiles | null): Message =>
  clusterOf(service, { port: SERVICE_PORT, targetPort: TARGET_PORT }, certificates)

/** Cluster of a database, whose bytes are passed on unread. */
export const databaseCluster = (database: MeshService, certificates: CertificateFiles | null): Message =>
  clusterOf(
    database,
    { port: DATABASE_PORT, targetPort: DATABASE_PORT, alpn: TCP_ALPN.outbound },
    certificates,
  )

function clusterOf(
  service: MeshService,
  { port, targetPort, alpn }: { port: number; targetPort: number; alpn?: readonly string[] },
  certificates: CertificateFiles | null,
): Message {
  const name = outboundCluster(service, port)
  return {
    name,
    type: 'STATIC',
    connect_timeout: CONNECT_TIMEOUT,
    lb_policy: 'LEAST_REQUEST',
    circuit_breakers: circuitBreakers,
    ...(certificates && { transport_socket_matches: upstreamTlsMatches(service, port, certificates, alpn) }),
    load_assignment: {
      cluster_name: name,
      endpoints: [
        {
          lb_endpoints: [
            {
              endpoint: { address: socketAddress(service.endpoint, targetPort) },
              ...(certificates && { metadata: { filter_metadata: WITH_TLS } }),
            },
          ],
        },
      ],
    },
  }
}

/** Cluster of the workload's own program at this port: at the original destination address, called from 127.0.0.6. */
export const appCluster = (port: number): Message => ({
  ...originalDestination(inboundCluster(port)),
  upstream_bind_config: { source_address: { address: INBOUND_SOURCE, port_value: 0 } },
})

export const inboundPassthroughCluster = (): Message => ({
  ...originalDestination(INBOUND_PASSTHROUGH),
  upstream_bind_config: { source_address: { address: INBOUND_SOURCE, port_value: 0 } },
})

/** Cluster for traffic to anything outside the mesh, which goes to its original destination (outbound policy ALLOW_ANY). */
export const passthroughCluster = (): Message => ({
  ...originalDestination(PASSTHROUGH),
  typed_extension_protocol_options: {
    'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
      '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
      common_http_protocol_options: { idle_timeout: '300s' },
      use_downstream_protocol_config: { http_protocol_options: {}, http2_protocol_options: {} },
    },
  },
})

export const blackHoleCluster = (): Message => ({
  name: BLACK_HOLE,
  type: 'STATIC',
  connect_timeout: CONNECT_TIMEOUT,
})

const originalDestination = (name: string): Message => ({
  name,
  type: 'ORIGINAL_DST',
  connect_timeout: CONNECT_TIMEOUT,
  lb_policy: 'CLUSTER_PROVIDED',
  circuit_breakers: circuitBreakers,
})

/** A filter that passes bytes on without parsing them. */
export const tcpProxy = (cluster: string): Message =>
  extension('envoy.filters.network.tcp_proxy', 'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy', {
    stat_prefix: cluster,
    cluster,
  })
