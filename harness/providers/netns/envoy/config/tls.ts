/** Mutual TLS between proxies: what a caller offers, and what a callee demands. */
import { SERVICE_PORT } from '../../datapath.ts'
import type { CertificateFiles } from '../../identity/certificates.ts'
import { hostNameOf, type MeshService } from '../istio.ts'
import { spiffeIdOf, TRUST_DOMAIN } from '../../identity/workload.ts'
import { extension, type Message } from './message.ts'

/** Endpoint metadata by which Istio picks TLS for a pod that has a proxy. */
export const WITH_TLS = { 'envoy.transport_socket_match': { tlsMode: 'istio' } }

/**
 * Curve of the key exchange. By default this Envoy's client offers X25519MLKEM768 first, which makes each handshake larger
 * and dearer; X25519 is what meshes in use negotiate, and pinning it keeps the cost of a new connection comparable.
 */
const CURVES = ['X25519']

/** As Istio sets them on every workload's listener; both ends speak TLS 1.3. */
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
/** Envoy's client stops at TLS 1.2 unless told; Istio tells it. */
const outboundParameters = {
  tls_minimum_protocol_version: 'TLSv1_2',
  tls_maximum_protocol_version: 'TLSv1_3',
  ecdh_curves: CURVES,
}

/** The list `istio.alpn` would choose for an HTTP/1.1 request; this Envoy does not have that filter. */
const OUTBOUND_ALPN = ['istio-http/1.1', 'istio', 'http/1.1']
const INBOUND_ALPN = ['h2', 'http/1.1']

/** TLS to pods that have a proxy, plain to others: Istio's automatic mutual TLS. */
export const upstreamTlsMatches = (service: MeshService, files: CertificateFiles): Message[] => [
  {
    name: 'tlsMode-istio',
    match: { tlsMode: 'istio' },
    transport_socket: extension(
      'envoy.transport_sockets.tls',
      'envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext',
      {
        sni: `outbound_.${SERVICE_PORT}_._.${hostNameOf(service)}`,
        common_tls_context: {
          tls_params: outboundParameters,
          alpn_protocols: OUTBOUND_ALPN,
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

/** Callers must show a certificate of this mesh's trust domain. */
export const downstreamTls = (files: CertificateFiles): Message =>
  extension('envoy.transport_sockets.tls', 'envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext', {
    require_client_certificate: true,
    common_tls_context: {
      tls_params: inboundParameters,
      alpn_protocols: INBOUND_ALPN,
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
