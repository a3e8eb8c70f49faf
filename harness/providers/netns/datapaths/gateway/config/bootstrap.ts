/** The whole configuration of one central gateway in one static file, as Envoy Gateway would compose it. */
import { hostNameOf } from '../../../envoy/istio.ts'
import { connectionLimit } from '../../../envoy/config/connection-limit.ts'
import { extension, socketAddress, type Message } from '../../../envoy/config/message.ts'
import { TARGET_PORT } from '../../../datapath.ts'
import { authorization, authorizationOf } from './authorization.ts'

/** Port 80 of a Gateway: Envoy Gateway listens 10000 higher, because its Envoy may not open ports below 1024. */
export const GATEWAY_PORT = 10_080
/** Prefix of the counters of the listener, as Envoy Gateway names it. */
export const LISTENER_STATS = `http-${GATEWAY_PORT}`

/** Bytes that Envoy Gateway lets a connection buffer (its default of `connection.bufferLimit`). */
const BUFFER_BYTES = 32_768
/** Default `connectTimeout` of Envoy Gateway's clusters. */
const CONNECT_TIMEOUT = '10s'

/** Envoy Gateway's own limit of connections of an Envoy. Without a limit Envoy prints a warning at every start. */
const MOST_CONNECTIONS = 50_000

/** A service behind the gateway. */
export interface RoutedService {
  name: string
  namespace: string
  /** Address of the service's pod. */
  endpoint: string
  /** Addresses of the pods that may call it; null where everybody may. */
  callers: string[] | null
}

/** Name of the cluster of a service, after the HTTPRoute of the same name. */
export const clusterOf = ({ name, namespace }: Pick<RoutedService, 'name' | 'namespace'>): string =>
  `httproute/${namespace}/${name}/rule/0`

export const gatewayBootstrap = (
  services: readonly RoutedService[],
  { id, adminSocket }: { id: string; adminSocket: string },
): Message => ({
  node: { id, cluster: 'envoy-gateway-system/central' },
  // A unix socket needs no port in the pod, and the harness can use it without entering the pod's network namespace.
  admin: { address: { pipe: { path: adminSocket, mode: 0o600 } } },
  overload_manager: connectionLimit(MOST_CONNECTIONS),
  static_resources: { listeners: [listener(services)], clusters: services.map(cluster) },
})

const listener = (services: readonly RoutedService[]): Message => ({
  name: 'envoy-gateway-system/central/http',
  address: socketAddress('0.0.0.0', GATEWAY_PORT),
  max_connections_to_accept_per_socket_event: 1,
  per_connection_buffer_limit_bytes: BUFFER_BYTES,
  filter_chains: [{ filters: [connectionManager(services)] }],
})

const connectionManager = (services: readonly RoutedService[]): Message =>
  extension(
    'envoy.filters.network.http_connection_manager',
    'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    {
      stat_prefix: LISTENER_STATS,
      common_http_protocol_options: { headers_with_underscores_action: 'REJECT_REQUEST' },
      http2_protocol_options: {
        initial_connection_window_size: 1_048_576,
        initial_stream_window_size: 65_536,
        max_concurrent_streams: 100,
      },
      route_config: {
        name: 'envoy-gateway-system/central/http',
        ignore_port_in_host_matching: true,
        virtual_hosts: services.map(virtualHost),
      },
      http_filters: [
        ...(services.some(({ callers }) => callers !== null) ? [authorization()] : []),
        extension('envoy.filters.http.router', 'envoy.extensions.filters.http.router.v3.Router', {
          suppress_envoy_headers: true,
        }),
      ],
      merge_slashes: true,
      normalize_path: true,
      path_with_escaped_slashes_action: 'UNESCAPE_AND_REDIRECT',
      server_header_transformation: 'PASS_THROUGH',
      use_remote_address: true,
    },
  )

/** A service's virtual host with all names that a caller may use. A bare name means one service only: an arm has each name once. */
const virtualHost = (service: RoutedService): Message => {
  const { name, namespace, callers } = service
  const qualified = `${name}.${namespace}`
  return {
    name: `envoy-gateway-system/central/http/${qualified}`,
    domains: [name, qualified, `${qualified}.svc`, hostNameOf(service)],
    routes: [
      {
        name: `${clusterOf(service)}/match/0`,
        match: { prefix: '/' },
        route: { cluster: clusterOf(service), upgrade_configs: [{ upgrade_type: 'websocket' }] },
        ...(callers !== null && { typed_per_filter_config: authorizationOf(callers) }),
      },
    ],
  }
}

const cluster = (service: RoutedService): Message => {
  const name = clusterOf(service)
  return {
    name,
    type: 'STATIC',
    connect_timeout: CONNECT_TIMEOUT,
    per_connection_buffer_limit_bytes: BUFFER_BYTES,
    lb_policy: 'LEAST_REQUEST',
    common_lb_config: {},
    outlier_detection: {},
    circuit_breakers: { thresholds: [{ max_retries: 1024 }] },
    load_assignment: {
      cluster_name: name,
      endpoints: [
        {
          lb_endpoints: [{ endpoint: { address: socketAddress(service.endpoint, TARGET_PORT) } }],
        },
      ],
    },
  }
}
