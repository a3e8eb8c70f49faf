/** Lets a proxy be scraped: the listener for Prometheus that Istio gives to every sidecar (pkg/bootstrap, envoy_bootstrap.json). */
import { withResources } from './filters.ts'
import { extension, socketAddress, type Message } from './message.ts'

/** Istio's port, which its redirect rules leave alone. */
export const PROMETHEUS_PORT = 15090
export const PROMETHEUS_PATH = '/stats/prometheus'
/** What the counters of this listener's own requests are named after. */
export const PROMETHEUS_STATS = 'stats'
const CLUSTER = 'prometheus_stats'

/** A copy of the configuration with the listener. @param adminSocket where Envoy itself answers */
export const withPrometheus = (config: Message, adminSocket: string): Message =>
  withResources(config, {
    listeners: [
      {
        name: 'prometheus',
        address: socketAddress('0.0.0.0', PROMETHEUS_PORT),
        filter_chains: [
          {
            filters: [
              extension(
                'envoy.filters.network.http_connection_manager',
                'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
                {
                  codec_type: 'AUTO',
                  stat_prefix: PROMETHEUS_STATS,
                  route_config: {
                    virtual_hosts: [
                      {
                        name: 'backend',
                        domains: ['*'],
                        routes: [{ match: { prefix: PROMETHEUS_PATH }, route: { cluster: CLUSTER } }],
                      },
                    ],
                  },
                  http_filters: [
                    extension('envoy.filters.http.router', 'envoy.extensions.filters.http.router.v3.Router'),
                  ],
                },
              ),
            ],
          },
        ],
      },
    ],
    clusters: [
      {
        name: CLUSTER,
        type: 'STATIC',
        connect_timeout: '0.250s',
        load_assignment: {
          cluster_name: CLUSTER,
          endpoints: [{ lb_endpoints: [{ endpoint: { address: { pipe: { path: adminSocket } } } }] }],
        },
      },
    ],
  })
