/** Proofs of any datapath that translates service addresses. */
import type { CounterClaim, NodeSite, Probes, Proof } from '../datapath.ts'

/** A port that no service has. */
export const UNKNOWN_PORT = 81

/** DNS was reached through its service address. At least once: how often depends on how many names a socket asks for. */
export const dnsTranslatedClaim = (
  counted: Pick<CounterClaim, 'where' | 'source' | 'counter'>,
): CounterClaim => ({
  ...counted,
  claim: 'DNS over UDP was translated from its service address',
  comparison: 'at least',
  expected: (traffic) => (traffic.dnsQueries > 0 ? 1 : 0),
})

/**
 * Proves that DNS answers from its service address to both kinds of UDP socket, and that a port without a service is not
 * answered.
 */
export async function proveServiceAddresses(site: NodeSite, probes: Probes): Promise<Proof[]> {
  const [service] = site.services
  if (!service) return []
  const { name: pod } = service.pod
  const { vip } = site.dns
  const proofs: Proof[] = []
  for (const mode of ['connected', 'unconnected'] as const) {
    const observed = await probes.dns(pod, vip, mode)
    proofs.push({
      kind: 'state',
      subject: { pod },
      claim: `DNS answers ${mode === 'connected' ? 'a connected' : 'an unconnected'} UDP socket from its service address`,
      where: `pod ${pod}`,
      expected: { text: `answered from ${vip}` },
      observed: { text: observed },
      holds: observed === `answered from ${vip}`,
      source: 'probe from inside the pod',
    })
  }
  const observed = await probes.http(pod, service.vip, UNKNOWN_PORT)
  proofs.push({
    kind: 'refusal',
    subject: { pod },
    claim: 'a port that is no service is not answered at a service address',
    where: `pod ${pod}`,
    expected: { text: 'no HTTP status' },
    observed: { text: observed },
    holds: !/^\d+$/.test(observed),
    source: 'probe from inside the pod',
  })
  return proofs
}
