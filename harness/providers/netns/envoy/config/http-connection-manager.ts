/** What happens to each HTTP request in a proxy: Istio's settings and Istio's order of filters. */
import { extension, type Message } from './message.ts'
import type { PeerMetadata } from './peer-metadata.ts'

export interface HttpConnectionManager {
  statPrefix: string
  routes: Message
  metadata: PeerMetadata
  direction: 'inbound' | 'outbound'
}

export const httpConnectionManager = (manager: HttpConnectionManager): Message =>
  extension(
    'envoy.filters.network.http_connection_manager',
    'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    {
      stat_prefix: manager.statPrefix,
      codec_type: 'AUTO',
      route_config: manager.routes,
      http_filters: httpFilters(manager.metadata[manager.direction]),
      use_remote_address: false,
      normalize_path: true,
      path_with_escaped_slashes_action: 'KEEP_UNCHANGED',
      // No limit on the life of a stream, as in Istio. Idle connections live Envoy's default of one hour:
      // longer than any arm is left without load.
      stream_idle_timeout: '0s',
      upgrade_configs: [{ upgrade_type: 'websocket' }],
      // A sampling decision for each request, and no provider to send spans to: Istio's default profile.
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

const httpFilters = (peerMetadata: Message): Message[] => [
  peerMetadata,
  extension('envoy.filters.http.grpc_stats', 'envoy.extensions.filters.http.grpc_stats.v3.FilterConfig', {
    emit_filter_state: true,
    stats_for_all_methods: false,
  }),
  // istio.alpn stands here on outbound, istio.stats after cors; this Envoy has neither.
  extension('envoy.filters.http.fault', 'envoy.extensions.filters.http.fault.v3.HTTPFault'),
  extension('envoy.filters.http.cors', 'envoy.extensions.filters.http.cors.v3.Cors'),
  extension('envoy.filters.http.router', 'envoy.extensions.filters.http.router.v3.Router'),
]
