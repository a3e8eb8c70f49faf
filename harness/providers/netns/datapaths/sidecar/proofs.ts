/** Proofs that do not compare counters: who is let in, what can be read on the wire, and which TLS version is used. */
import { queryEdgesOf } from '../../../../scenario/queries.ts'
import { edgesOf } from '../../../../scenario/topology.ts'
import { TARGET_PORT, type NodeSite, type Probes, type Proof } from '../../datapath.ts'
import { readStatistics } from '../../envoy/admin.ts'
import { isRefusal, tryFrom, type Attempt } from '../../proofs/attempts.ts'
import { proveDatabaseWire, proveWire } from '../../proofs/wire.ts'
import type { MeshCertificates } from '../../identity/certificates.ts'
import { clientMayCall } from './authorization.ts'
import type { EnvoyOfPod } from '../../envoy/envoy.ts'
import { hostNameOf, INBOUND_PORT } from '../../envoy/istio.ts'

const AROUND = "HTTP client in the client's pod that goes around its proxy"

/** @param certificates null for an arm without TLS: then uninjected clients must be let in, and the wire must be readable. */
export async function proveSidecars(
  site: NodeSite,
  sidecars: EnvoyOfPod[],
  certificates: MeshCertificates | null,
  probes: Probes,
): Promise<Proof[]> {
  const entry = await proveEntry(site, certificates)
  const hidden = certificates !== null
  const wire = [await proveWire(site, hidden), ...(await proveDatabaseWire(site, probes, hidden))]
  const handshakes = certificates ? await proveHandshakes(site, sidecars) : []
  return [...entry, ...wire, ...handshakes]
}

/** Proves whom the pods' ports let in, with requests that bypass the client's own proxy. */
async function proveEntry(site: NodeSite, certificates: MeshCertificates | null): Promise<Proof[]> {
  if (!certificates)
    return [await proveAttempt(site, 'plaintext from outside the mesh is let in', 'HTTP 200', undefined)]
  const member = certificates.of(site.client.name)
  const { authority } = member
  return [
    await proveAttempt(site, 'plaintext is refused', 'refused', undefined),
    await proveAttempt(site, 'TLS without a certificate is refused', 'refused', { authority }),
    await proveAttempt(site, 'a certificate of another authority is refused', 'refused', {
      ...certificates.foreign,
    }),
    // Cross-check: with the right certificate the same client is let in, so the refusals above are due to the certificate.
    // Policies may keep the client from some services.
    await proveAttempt(
      { ...site, services: site.services.filter(({ name }) => clientMayCall(site, name)) },
      "the client's own certificate is let in",
      'HTTP 200',
      { ...member },
    ),
  ]
}

async function proveAttempt(
  site: NodeSite,
  claim: string,
  expected: 'refused' | 'HTTP 200',
  tls: Attempt['tls'],
): Promise<Proof> {
  const outcomes = await tryFrom(
    site.client,
    'bypass',
    site.services.map((service) => ({
      address: service.pod.address,
      port: TARGET_PORT,
      host: hostNameOf(service),
      ...(tls && { tls }),
    })),
  )
  const asExpected = (outcome: string) => (expected === 'refused' ? isRefusal(outcome) : outcome === expected)
  const wrong = site.services.flatMap((service, index) => {
    const outcome = outcomes[index] ?? 'no answer'
    return asExpected(outcome) ? [] : [`${service.name}: ${outcome}`]
  })
  return {
    kind: 'identity',
    subject: {},
    claim,
    where: wrong.length > 0 ? `pods ${wrong.map((text) => text.split(':')[0]).join(', ')}` : 'every pod',
    expected: { text: `${expected} by all ${site.services.length}` },
    observed: { text: wrong.length > 0 ? wrong.join(', ') : [...new Set(outcomes)].join(', ') },
    holds: wrong.length === 0,
    source: AROUND,
  }
}

/** Proves that every inbound handshake since the start used TLS 1.3 with the pinned curve, and that there was at least one. */
async function proveHandshakes(site: NodeSite, sidecars: EnvoyOfPod[]): Promise<Proof[]> {
  const called = new Set([...edgesOf(site.topology), ...queryEdgesOf(site.topology)].map(({ to }) => to))
  const listener = `listener.0.0.0.0_${INBOUND_PORT}.ssl`
  return Promise.all(
    sidecars
      .filter(({ pod }) => called.has(pod.name))
      .map(async ({ pod, adminSocket }) => {
        const statistics = await readStatistics(adminSocket, String.raw`\.ssl\.`)
        const [all = 0, modern = 0, curve = 0] = ['handshake', 'versions.TLSv1.3', 'curves.X25519'].map(
          (name) => statistics.get(`${listener}.${name}`) ?? 0,
        )
        return {
          kind: 'state',
          subject: { pod: pod.name },
          claim: 'callers connected with TLS 1.3',
          where: `Envoy of ${pod.name}`,
          expected: { text: 'every handshake TLS 1.3 with X25519, at least one' },
          observed: { text: `${all} handshakes, ${modern} TLS 1.3, ${curve} X25519` },
          holds: all > 0 && modern === all && curve === all,
          source: 'Envoy admin /stats',
        }
      }),
  )
}
