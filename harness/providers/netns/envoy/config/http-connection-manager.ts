/** How a proxy processes each HTTP request: Istio's settings and Istio's order of filters. */
import { extension, type Message } from './message.ts'
import type { PeerMetadata } from './peer-metadata.ts'

export interface HttpConnectionManager {
  statPrefix: string
  routes: Message
  metadata: PeerMetadata
  direction: 'inbound' | 'outbound'
  /** Filters that authorize requests; none by default. */
  authorization?: Message[]
}

export const httpConnectionManager = (manager: HttpConnectionManager): Message =>
  extension(
    'envoy.filters.network.http_connection_manager',
    'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    {
      stat_prefix: manager.statPrefix,
      codec_type: 'AUTO',
      route_config: manager.routes,
      http_filters: httpFilters(manager.metadata[manager.direction], manager.authorization),
      use_remote_address: false,
      normalize_path: true,
      path_with_escaped_slashes_action: 'KEEP_UNCHANGED',
      // No timeout for idle streams, as in Istio. Idle connections are closed after Envoy's default of one hour, which is longer
      // than any arm is left without load.
      stream_idle_timeout: '0s',
      upgrade_configs: [{ upgrade_type: 'websocket' }],
      // As in Istio's default profile, each request gets a sampling decision, but there is no provider to send spans to.
      tracing: {
        client_sampling: { value: 100 },
        random_sampling: { value: 1 },
        overall_sampling: { value: 100 },
      },
      ...(manager.direction === 'inbound' && {
        server_name: 'istio-envoy',
        forward_client_cert_details: 'APPEND_FORWARD',
        set_current_client_cert_details: { subject: true, dns: true, uri: true },
      }),
    },
  )

const httpFilters = (peerMetadata: Message, authorization: Message[] = []): Message[] => [
  peerMetadata,
  ...authorization,
  extension('envoy.filters.http.grpc_stats', 'envoy.extensions.filters.http.grpc_stats.v3.FilterConfig', {
    emit_filter_state: true,
    stats_for_all_methods: false,
  }),
  // Istio has istio.alpn here for outbound traffic, and istio.stats after cors. This Envoy has neither filter.
  extension('envoy.filters.http.fault', 'envoy.extensions.filters.http.fault.v3.HTTPFault'),
  extension('envoy.filters.http.cors', 'envoy.extensions.filters.http.cors.v3.Cors'),
  extension('envoy.filters.http.router', 'envoy.extensions.filters.http.router.v3.Router'),
]
