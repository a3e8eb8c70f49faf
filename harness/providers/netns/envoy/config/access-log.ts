/** Adds an access log to the configuration of a proxy: one JSON object for each request, and for each connection that is not read. */
import type { Message } from './message.ts'

/** Istio's default JSON format (pilot/pkg/model/accesslogs.go), without what no flow uses; the last four are ours. */
const FORMAT = {
  start_time: '%START_TIME%',
  duration: '%DURATION%',
  method: '%REQ(:METHOD)%',
  path: '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%',
  protocol: '%PROTOCOL%',
  response_code: '%RESPONSE_CODE%',
  response_code_details: '%RESPONSE_CODE_DETAILS%',
  response_flags: '%RESPONSE_FLAGS%',
  upstream_cluster: '%UPSTREAM_CLUSTER_RAW%',
  upstream_host: '%UPSTREAM_HOST%',
  upstream_local_address: '%UPSTREAM_LOCAL_ADDRESS%',
  downstream_local_address: '%DOWNSTREAM_LOCAL_ADDRESS%',
  downstream_remote_address: '%DOWNSTREAM_REMOTE_ADDRESS%',
  requested_server_name: '%REQUESTED_SERVER_NAME%',
  downstream_peer_uri_san: '%DOWNSTREAM_PEER_URI_SAN%',
  downstream_tls_version: '%DOWNSTREAM_TLS_VERSION%',
  upstream_tls_version: '%UPSTREAM_TLS_VERSION%',
  duration_us: '%COMMON_DURATION(DS_RX_BEG:DS_TX_END:us)%',
}

const LOGGING = new Set(['envoy.filters.network.http_connection_manager', 'envoy.filters.network.tcp_proxy'])

interface Listener {
  filter_chains: Chain[]
  default_filter_chain?: Chain
}
interface Chain {
  filters?: { name: string; typed_config: Message }[]
}

/** Envoy's counter of writes that failed, for all its files: only the log is one. */
export const FAILED_WRITES = 'filesystem.write_failed'

/** A copy of the configuration whose proxy logs every request into this file, and counts writes that fail. */
export function withAccessLog(config: Message, path: string): Message {
  const copy = structuredClone(config)
  const { listeners } = copy['static_resources'] as { listeners: Listener[] }
  const { stats_matcher: kept } = copy['stats_config'] as {
    stats_matcher: { inclusion_list: { patterns: Message[] } }
  }
  kept.inclusion_list.patterns.push({ exact: FAILED_WRITES })
  const accessLog = [
    {
      name: 'envoy.access_loggers.file',
      typed_config: {
        '@type': 'type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog',
        path,
        log_format: { json_format: FORMAT },
      },
    },
  ]
  for (const { filter_chains: chains, default_filter_chain: last } of listeners)
    for (const { filters } of [...chains, ...(last ? [last] : [])])
      for (const { name, typed_config: filter } of filters ?? [])
        if (LOGGING.has(name)) filter['access_log'] = accessLog
  return copy
}
