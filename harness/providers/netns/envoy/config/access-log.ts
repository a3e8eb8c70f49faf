/** Adds an access log to the configuration of a proxy: for flows as JSON, for the price of a log as Istio writes it by default. */
import { HTTP_CONNECTION_MANAGER, TCP_PROXY, withFilters } from './filters.ts'
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

/** Istio's default text format, whole (EnvoyTextLogFormat in pilot/pkg/model/accesslogs.go, release 1.30). */
const ISTIO_TEXT =
  '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% ' +
  '%RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% ' +
  '"%UPSTREAM_TRANSPORT_FAILURE_REASON%" %BYTES_RECEIVED% %BYTES_SENT% ' +
  '%DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" ' +
  '"%REQ(USER-AGENT)%" "%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%" ' +
  '%UPSTREAM_CLUSTER_RAW% %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% ' +
  '%DOWNSTREAM_REMOTE_ADDRESS% %REQUESTED_SERVER_NAME% %ROUTE_NAME%\n'

/** Envoy's counter of writes that failed, for all its files: only the log is one. */
export const FAILED_WRITES = 'filesystem.write_failed'
/** Envoy's gauge of bytes that it has logged and not written yet, for all its files. */
export const BUFFERED_BYTES = 'filesystem.write_total_buffered'

const fileLog = (path: string, format: Message): Message[] => [
  {
    name: 'envoy.access_loggers.file',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog',
      path,
      log_format: format,
    },
  },
]

/**
 * A copy of the configuration whose proxy logs every request, and each connection that is not read, as JSON into this file, and counts
 * writes that fail.
 */
export function withAccessLog(config: Message, path: string): Message {
  const copy = withFilters(config, [HTTP_CONNECTION_MANAGER, TCP_PROXY], (filter) => {
    filter['access_log'] = fileLog(path, { json_format: FORMAT })
  })
  // A proxy without a list keeps all its statistics.
  const kept = copy['stats_config'] as
    { stats_matcher: { inclusion_list: { patterns: Message[] } } } | undefined
  kept?.stats_matcher.inclusion_list.patterns.push({ exact: FAILED_WRITES }, { exact: BUFFERED_BYTES })
  return copy
}

/** A copy of the configuration whose proxy logs every request into this file as Istio does by default: one line of text. */
export const withIstioTextLog = (config: Message, path: string): Message =>
  withFilters(config, [HTTP_CONNECTION_MANAGER], (filter) => {
    filter['access_log'] = fileLog(path, { text_format_source: { inline_string: ISTIO_TEXT } })
  })
