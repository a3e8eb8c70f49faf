/** Mutual TLS between proxies: what the caller's proxy offers, and what the callee's proxy demands. */
import type { CertificateFiles } from '../../identity/certificates.ts'
import { hostNameOf, type MeshService } from '../istio.ts'
import { spiffeIdOf, TRUST_DOMAIN } from '../../identity/workload.ts'
import { extension, type Message } from './message.ts'

/** Endpoint metadata with which Istio selects TLS for a pod that has a proxy. */
export const WITH_TLS = { 'envoy.transport_socket_match': { tlsMode: 'istio' } }

/**
 * Curve of the key exchange. By default this Envoy's client offers X25519MLKEM768 first, which makes each handshake larger and
 * more expensive. Meshes in use negotiate X25519; pinning it keeps the cost of a new connection comparable.
 */
const CURVES = ['X25519']

/** TLS parameters that Istio sets on every workload's listener. Both ends negotiate TLS 1.3. */
const inboundParameters = {
  tls_minimum_protocol_version: 'TLSv1_2',
  tls_maximum_protocol_version: 'TLSv1_3',
  cipher_suites: [
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
  ],
  ecdh_curves: CURVES,
}
/** By default Envoy's client uses TLS 1.2 at most; Istio raises the limit. */
const outboundParameters = {
  tls_minimum_protocol_version: 'TLSv1_2',
  tls_maximum_protocol_version: 'TLSv1_3',
  ecdh_curves: CURVES,
}

/** The ALPN list that Istio's filter `istio.alpn` would choose for an HTTP/1.1 request. This Envoy does not have the filter. */
const OUTBOUND_ALPN = ['istio-http/1.1', 'istio', 'http/1.1']
const INBOUND_ALPN = ['h2', 'http/1.1']
/** Istio's lists for a port whose bytes are not HTTP. What `istio-peer-exchange` announces, this Envoy's filters do not send. */
export const TCP_ALPN = {
  outbound: ['istio-peer-exchange', 'istio'],
  inbound: ['istio-peer-exchange', ...INBOUND_ALPN],
}

/** Istio's automatic mutual TLS: uses TLS to pods that have a proxy, and plaintext to others. */
export const upstreamTlsMatches = (
  service: MeshService,
  port: number,
  files: CertificateFiles,
  alpn: readonly string[] = OUTBOUND_ALPN,
): Message[] => [
  {
    name: 'tlsMode-istio',
    match: { tlsMode: 'istio' },
    transport_socket: extension(
      'envoy.transport_sockets.tls',
      'envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext',
      {
        sni: `outbound_.${port}_._.${hostNameOf(service)}`,
        common_tls_context: {
          tls_params: outboundParameters,
          alpn_protocols: alpn,
          ...identityAndTrust(files, { exact: spiffeIdOf(service) }),
        },
      },
    ),
  },
  {
    name: 'tlsMode-disabled',
    match: {},
    transport_socket: extension(
      'envoy.transport_sockets.raw_buffer',
      'envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer',
    ),
  },
]

/** TLS of inbound connections: callers must show a certificate of this mesh's trust domain. */
export const downstreamTls = (files: CertificateFiles, alpn: readonly string[] = INBOUND_ALPN): Message =>
  extension('envoy.transport_sockets.tls', 'envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext', {
    require_client_certificate: true,
    common_tls_context: {
      tls_params: inboundParameters,
      alpn_protocols: alpn,
      ...identityAndTrust(files, { prefix: `spiffe://${TRUST_DOMAIN}/` }),
    },
  })

const identityAndTrust = (files: CertificateFiles, peer: Message): Message => ({
  tls_certificates: [
    { certificate_chain: { filename: files.certificate }, private_key: { filename: files.key } },
  ],
  validation_context: {
    trusted_ca: { filename: files.authority },
    match_typed_subject_alt_names: [{ san_type: 'URI', matcher: peer }],
  },
})
