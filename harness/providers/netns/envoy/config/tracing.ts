/** Makes a proxy send a span of every request to a collector, as Istio's provider `zipkin` does. */
import { HTTP_CONNECTION_MANAGER, withFilters, withResources } from './filters.ts'
import { socketAddress, type Message } from './message.ts'

/** Port of Zipkin. */
export const COLLECTOR_PORT = 9411
const CLUSTER = 'outbound|9411||zipkin.istio-system.svc.cluster.local'

/** A tag whose value does not depend on the request, as Istio adds four of to each span. */
const tag = (name: string, value: string): Message => ({ tag: name, literal: { value } })

/**
 * A copy of the configuration that samples 100 % of the requests, and sends their spans as Zipkin's JSON over HTTP. What it sets is
 * Istio's (pilot/pkg/networking/core/tracing.go), besides the sampling, which is 1 % there unless a team asks for more.
 */
export function withTracing(
  config: Message,
  { collector, workload }: { collector: string; workload: { name: string; namespace: string } },
): Message {
  const traced = withFilters(config, [HTTP_CONNECTION_MANAGER], (filter) => {
    filter['tracing'] = {
      client_sampling: { value: 100 },
      random_sampling: { value: 100 },
      overall_sampling: { value: 100 },
      max_path_tag_length: 256,
      provider: {
        name: 'envoy.tracers.zipkin',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.config.trace.v3.ZipkinConfig',
          collector_cluster: CLUSTER,
          collector_endpoint: '/api/v2/spans',
          collector_endpoint_version: 'HTTP_JSON',
          collector_hostname: 'zipkin.istio-system.svc.cluster.local',
          trace_id_128bit: true,
          shared_span_context: false,
        },
      },
      custom_tags: [
        tag('istio.canonical_revision', 'latest'),
        tag('istio.canonical_service', workload.name),
        tag('istio.mesh_id', 'cluster.local'),
        tag('istio.namespace', workload.namespace),
      ],
    }
  })
  return withResources(traced, {
    clusters: [
      {
        name: CLUSTER,
        type: 'STATIC',
        connect_timeout: '1s',
        load_assignment: {
          cluster_name: CLUSTER,
          endpoints: [
            { lb_endpoints: [{ endpoint: { address: socketAddress(collector, COLLECTOR_PORT) } }] },
          ],
        },
      },
    ],
  })
}

/**
 * How long a proxy keeps spans that are fewer than five, which it sends at once. Envoy's default is 5 s; with 1 s a proof need not
 * wait so long, and under load five spans come together sooner than either.
 */
export const SPANS_WAIT_MS = 1000

/** A copy of the configuration with that time. */
export const withSpansSoon = (config: Message): Message => ({
  ...config,
  layered_runtime: {
    layers: [{ name: 'spans', static_layer: { 'tracing.zipkin.flush_interval_ms': SPANS_WAIT_MS } }],
  },
})
