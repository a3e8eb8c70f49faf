/** For tests: configurations of a sidecar that let in what they must not, or send what they must not. */
import type { Message } from '../../../envoy/config/message.ts'

/** The chain of the service's own port, which a test may loosen. */
interface Chain {
  filter_chain_match: Message
  transport_socket?: { typed_config: { require_client_certificate: boolean; common_tls_context: TlsContext } }
}
interface TlsContext {
  validation_context: Message
}

/** What PERMISSIVE adds: the same chain for plaintext. */
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
  // To demand a name is to demand a certificate.
  delete tls.common_tls_context.validation_context.match_typed_subject_alt_names
  return config
}

export function trustingAnyAuthority(config: Message): Message {
  const { common_tls_context: context } = inboundOf(config).strict.transport_socket!.typed_config
  context.validation_context.trust_chain_verification = 'ACCEPT_UNTRUSTED'
  return config
}

/** Sends to every service as to one without a proxy. */
export function sendingPlaintext(config: Message): Message {
  const { clusters } = config.static_resources as { clusters: Message[] }
  for (const cluster of clusters) delete cluster.transport_socket_matches
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
