/** Descriptions of the two sidecar datapaths, and how close they are to Istio. */
import { NO_CAPABILITIES, type Capability } from '../../../../results/record/descriptor.ts'
import type { NetnsDescription } from '../../datapath.ts'

/** Capabilities as configured here: no access log unless an arm asks for it, and without mutual TLS no identity that a policy could name. */
const PLAIN: Capability = { ...NO_CAPABILITIES, parsesL7: true, emitsMetrics: true }

const SAME = [
  'an Envoy in every pod as uid 1337, two worker threads',
  'iptables REDIRECT in the order of istio-iptables',
  'virtualOutbound with hand-off by original destination, virtualInbound with filter chains by port',
  'order of HTTP filters, retries, no timeouts, circuit breakers off, LEAST_REQUEST, pod addresses as endpoints',
  'list of statistics that exist (and a dozen more that the proofs read), access log off unless an arm asks for it',
]
const MISSING = [
  'istio.stats: about 20 labels counted for each request; what that costs is not measured here',
  'peer_metadata: headers of about the same size by header_mutation instead; metadata_exchange on TCP',
  'istio.alpn: a fixed list instead',
  "Istio's build of Envoy (this is vanilla 1.40), pilot-agent, istiod and xDS: the configuration is static",
  'the listener for health (15021); the one for Prometheus (15090) where an arm asks for metrics only',
]
const PRODUCT = { name: 'Istio', version: '1.30' }

export const plainDescription: NetnsDescription = {
  name: 'sidecar',
  title: 'Sidecar proxies (Envoy as Istio sets it up)',
  label: 'sidecar',
  noun: 'a sidecar',
  family: 'sidecar',
  hue: 'orange',
  modelledBy: null,
  needs: ['iptables', 'envoy', 'tcpdump'],
  rivals: [],
  quick: false,
  seeing: ['nothing', 'requests', 'metrics', 'tracing'],
  enforcesNoPolicies: 'without mutual TLS no caller has an identity that a policy could name',
  capability: PLAIN,
  fidelity: {
    level: 'emulated',
    ours: false,
    models: 'Istio 1.30 sidecar (vanilla Envoy 1.40), mutual TLS disabled',
    product: PRODUCT,
    same: SAME,
    missing: MISSING,
  },
}

export const mutualTlsDescription: NetnsDescription = {
  ...plainDescription,
  name: 'sidecar-mtls',
  title: 'Sidecar proxies with mutual TLS (Envoy as Istio sets it up)',
  label: 'sidecar, mTLS',
  noun: 'a sidecar with mutual TLS',
  hue: 'magenta',
  needs: [...plainDescription.needs, 'openssl'],
  // Mutual TLS is what Istio does by default. What it costs is the difference from the sidecar without it.
  rivals: ['ebpf', 'sidecar'],
  quick: true,
  enforcesPolicies: { at: 'proxy' },
  takesPolicyRules: true,
  // STRICT mutual TLS admits every member of the mesh. Which member may call which is said by policies, which few runs have.
  capability: {
    ...PLAIN,
    encrypts: true,
    authenticatesPeer: true,
    enforcesL4Policy: true,
    enforcesL7Policy: true,
  },
  fidelity: {
    level: 'emulated',
    ours: false,
    models: 'Istio 1.30 sidecar (vanilla Envoy 1.40), mutual TLS STRICT',
    product: PRODUCT,
    same: [
      ...SAME,
      'STRICT mutual TLS: RSA-2048 SPIFFE certificates, TLS 1.3, identity checked at both ends',
    ],
    missing: [
      ...MISSING,
      'SDS and rotation of certificates: files instead',
      'hybrid key exchange X25519MLKEM768: X25519 is pinned',
    ],
  },
}
