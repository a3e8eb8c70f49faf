/** Listener for traffic to the pod, with a filter chain for each original port. A STRICT mesh accepts mutual TLS only. */
import type { RbacFilters } from '../../../../../policy/envoy-rbac.ts'
import { DATABASE_PORT, SERVICE_PORT, TARGET_PORT } from '../../../datapath.ts'
import { connectionFilters, requestFilters } from '../../../envoy/config/authorization.ts'
import type { CertificateFiles } from '../../../identity/certificates.ts'
import {
  BLACK_HOLE,
  hostNameOf,
  INBOUND_PASSTHROUGH,
  INBOUND_PORT,
  inboundCluster,
} from '../../../envoy/istio.ts'
import { type Workload } from '../../../identity/workload.ts'
import { tcpProxy } from '../../../envoy/config/clusters.ts'
import { httpConnectionManager } from '../../../envoy/config/http-connection-manager.ts'
import { httpInspector, originalDestination, tlsInspector } from '../../../envoy/config/listener-filters.ts'
import { type Message, socketAddress } from '../../../envoy/config/message.ts'
import { NO_TIMEOUTS } from './outbound.ts'
import type { PeerMetadata } from '../../../envoy/config/peer-metadata.ts'
import { downstreamTls, TCP_ALPN } from '../../../envoy/config/tls.ts'

export const INBOUND_STATS = `inbound_0.0.0.0_${TARGET_PORT}`

/** ALPN protocols with which a proxy of the mesh announces HTTP inside of TLS. */
const HTTP_IN_TLS = ['istio-http/1.0', 'istio-http/1.1', 'istio-h2']

export function virtualInbound(
  workload: Workload,
  metadata: PeerMetadata,
  certificates: CertificateFiles | null,
  authorization: RbacFilters,
): Message {
  // A STRICT mesh has no filter chain for plaintext, so Envoy closes such a connection before it reads a byte. A mesh without
  // TLS has only a chain for plaintext.
  const transport = certificates
    ? { match: { transport_protocol: 'tls' }, socket: { transport_socket: downstreamTls(certificates) } }
    : { match: { transport_protocol: 'raw_buffer' }, socket: {} }
  const http = (statPrefix: string, cluster: string) =>
    httpConnectionManager({
      statPrefix,
      routes: inboundRoutes(workload, cluster),
      metadata,
      direction: 'inbound',
      authorization: requestFilters(authorization),
    })
  return {
    name: 'virtualInbound',
    address: socketAddress('0.0.0.0', INBOUND_PORT),
    traffic_direction: 'INBOUND',
    max_connections_to_accept_per_socket_event: 1,
    listener_filters: [originalDestination(), tlsInspector(), httpInspector(TARGET_PORT)],
    listener_filters_timeout: '0s',
    continue_on_listener_filters_timeout: true,
    filter_chains: [
      {
        name: 'virtualInbound-blackhole',
        filter_chain_match: { destination_port: INBOUND_PORT },
        filters: [tcpProxy(BLACK_HOLE)],
      },
      {
        name: 'virtualInbound-catchall-http',
        filter_chain_match: {
          ...transport.match,
          application_protocols: certificates ? HTTP_IN_TLS : ['http/1.1', 'h2c'],
        },
        filters: [http(INBOUND_PASSTHROUGH, INBOUND_PASSTHROUGH)],
        ...transport.socket,
      },
      {
        name: 'virtualInbound',
        filter_chain_match: transport.match,
        filters: [...connectionFilters(authorization), tcpProxy(INBOUND_PASSTHROUGH)],
        ...transport.socket,
      },
      ...(workload.serves === TARGET_PORT
        ? [
            {
              name: `0.0.0.0_${TARGET_PORT}`,
              filter_chain_match: { destination_port: TARGET_PORT, ...transport.match },
              filters: [http(INBOUND_STATS, inboundCluster(TARGET_PORT))],
              ...transport.socket,
            },
          ]
        : []),
      ...(workload.serves === DATABASE_PORT
        ? [
            {
              name: `0.0.0.0_${DATABASE_PORT}`,
              filter_chain_match: { destination_port: DATABASE_PORT, ...transport.match },
              filters: [...connectionFilters(authorization), tcpProxy(inboundCluster(DATABASE_PORT))],
              ...(certificates && { transport_socket: downstreamTls(certificates, TCP_ALPN.inbound) }),
            },
          ]
        : []),
    ],
  }
}

/** Routes everything to one cluster. A request that the app did not receive is retried at most twice (Istio's inbound default). */
const inboundRoutes = (workload: Workload, cluster: string): Message => ({
  name: cluster,
  validate_clusters: false,
  virtual_hosts: [
    {
      name: `inbound|http|${SERVICE_PORT}`,
      domains: ['*'],
      routes: [
        {
          name: 'default',
          match: { prefix: '/' },
          decorator: { operation: `${hostNameOf(workload)}:${SERVICE_PORT}/*` },
          route: {
            cluster,
            ...NO_TIMEOUTS,
            retry_policy: { retry_on: 'reset-before-request', num_retries: 2 },
          },
        },
      ],
    },
  ],
})
