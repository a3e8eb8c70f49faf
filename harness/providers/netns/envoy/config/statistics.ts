/** Which counters Envoy keeps: those of Istio's list, so that memory is as in Istio, and a few that the proofs read. */
import type { Message } from './message.ts'

/** Istio's list: the required prefixes, suffixes and expressions of its pkg/bootstrap/config.go. */
const ISTIO: Message[] = [
  ...['reporter=', 'cluster_manager', 'listener_manager', 'server', 'cluster.xds-grpc', 'wasm'].map(
    (prefix) => ({ prefix }),
  ),
  ...['rbac.allowed', 'rbac.denied', 'shadow_allowed', 'shadow_denied'].map((suffix) => ({ suffix })),
  { safe_regex: { regex: String.raw`vhost\.*\.route\.*` } },
  { prefix: 'component' },
  { prefix: 'istio' },
]

/** Additional counters for our proofs. In Istio an operator enables them with proxyStatsMatcher. */
const FOR_PROOFS: Message[] = [
  '.downstream_rq_total',
  '.downstream_cx_total',
  '.downstream_cx_ssl_total',
  '.upstream_rq_total',
  '.upstream_rq_retry',
  '.upstream_cx_total',
  '.no_filter_chain_match',
  '.ssl.handshake',
  '.ssl.fail_verify_no_cert',
  '.ssl.fail_verify_error',
  '.ssl.versions.TLSv1.3',
  '.ssl.curves.X25519',
].map((suffix) => ({ suffix }))

/** Bytes that pass unread, for the proof that those of a database do. They exist only where there is a database. */
const FOR_DATABASES: Message[] = [
  { safe_regex: { regex: String.raw`tcp\..*\.downstream_cx_(rx|tx)_bytes_total` } },
]

export const statistics = (hasDatabases: boolean): Message => ({
  use_all_default_tags: false,
  stats_matcher: {
    inclusion_list: { patterns: [...ISTIO, ...FOR_PROOFS, ...(hasDatabases ? FOR_DATABASES : [])] },
  },
})
