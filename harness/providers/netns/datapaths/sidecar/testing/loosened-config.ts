/** For tests: wrong sidecar configurations, which let in clients that must be refused, or send in plaintext. */
import type { Message } from '../../../envoy/config/message.ts'

/** The filter chain of the service's own port, which a test may loosen. */
interface Chain {
  filter_chain_match: Message
  filters: { typed_config: { http_filters?: { name: string }[] } }[]
  transport_socket?: { typed_config: { require_client_certificate: boolean; common_tls_context: TlsContext } }
}
interface TlsContext {
  validation_context: Message
}

/** Adds what Istio's PERMISSIVE mode has: the same filter chain for plaintext. */
export function permissive(config: Message): Message {
  const { chains, strict } = inboundOf(config)
  const plain = { ...strict }
  delete plain.transport_socket
  chains.push({
    ...plain,
    filter_chain_match: { destination_port: 8080, transport_protocol: 'raw_buffer' },
  })
  return config
}

export function withoutClientCertificates(config: Message): Message {
  const tls = inboundOf(config).strict.transport_socket!.typed_config
  tls.require_client_certificate = false
  // Envoy also demands a certificate when a name must match.
  delete tls.common_tls_context.validation_context.match_typed_subject_alt_names
  return config
}

export function trustingAnyAuthority(config: Message): Message {
  const { common_tls_context: context } = inboundOf(config).strict.transport_socket!.typed_config
  context.validation_context.trust_chain_verification = 'ACCEPT_UNTRUSTED'
  return config
}

/** Sends plaintext to every service, as to services without a proxy. */
export function sendingPlaintext(config: Message): Message {
  const { clusters } = config.static_resources as { clusters: Message[] }
  for (const cluster of clusters) delete cluster.transport_socket_matches
  return config
}

/** Lets in whoever comes, as without any policy. */
export function withoutAuthorization(config: Message): Message {
  for (const { typed_config: filter } of inboundOf(config).strict.filters)
    if (filter.http_filters)
      filter.http_filters = filter.http_filters.filter(({ name }) => name !== 'envoy.filters.http.rbac')
  return config
}

function inboundOf(config: Message) {
  const { listeners } = config.static_resources as {
    listeners: { name: string; filter_chains: Chain[] }[]
  }
  const chains = listeners.find(({ name }) => name === 'virtualInbound')!.filter_chains
  const strict = chains.find(({ filter_chain_match }) => filter_chain_match.destination_port === 8080)!
  return { chains, strict }
}
