/** Proves that the policy is enforced: every pair is tried, dropped packets are counted, and flow events report each verdict. */
import { holds } from '../../../../arm/comparison.ts'
import { policyPairs, tryPolicyMatrix, type Pair } from '../../../../arm/policy-matrix.ts'
import { readCounters } from '../../bpf/counters.ts'
import type { Loader } from '../../bpf/loader.ts'
import { SERVICE_PORT, type NodeSite, type Probes, type Proof } from '../../datapath.ts'
import { flowsBetweenPods, type FlowBetweenPods } from './flows.ts'

/** Returns no proofs for a topology without a policy. */
export async function provePolicy(site: NodeSite, loader: Loader, probes: Probes): Promise<Proof[]> {
  const pairs = policyPairs(site.topology)
  if (pairs.length === 0) return []
  const namespaces = new Map(
    [...site.services, ...site.databases].map(({ name, namespace }) => [name, namespace]),
  )
  const hostOf = (service: string) => `${service}.${namespaces.get(service) ?? ''}`
  const before = await readCounters(loader)
  // Forbidden packets are dropped without an answer, so the caller sees a timeout.
  const refusal = 'timeout'
  const tried = await tryPolicyMatrix(
    { topology: site.topology, hostOf, port: SERVICE_PORT, refusal },
    probes,
  )
  const after = await readCounters(loader)
  const droppedTo = (service: string): number => {
    const counter = dropsTo(service)
    return (after[counter] ?? 0) - (before[counter] ?? 0)
  }
  return [
    ...tried,
    ...[...site.services, ...site.databases].map(({ name }) => judgeDrops(name, pairs, droppedTo(name))),
    ...(site.arm.flowEvents ? await proveVerdictsSeen(site, loader, pairs) : []),
  ]
}

const dropsTo = (service: string): string => `dropped.policy.${service}`

/** Each forbidden call lost at least one packet. A service that everybody may call lost none. */
function judgeDrops(service: string, pairs: readonly Pair[], dropped: number): Proof {
  const forbidden = pairs.filter(({ to, allowed }) => to === service && !allowed).length
  const expected = {
    comparison: forbidden > 0 ? ('at least' as const) : ('exactly' as const),
    count: forbidden,
  }
  return {
    kind: 'counter',
    subject: { pod: service },
    claim:
      forbidden > 0
        ? `packets of those who may not call ${service} were dropped by its policy`
        : `no packet to ${service} was dropped by its policy`,
    where: `policy of ${service}, at the veths of its callers`,
    expected: { ...expected, unit: 'packets' },
    observed: { count: dropped, unit: 'packets' },
    holds: holds(expected.comparison, expected.count, dropped),
    source: `BPF map counters, ${dropsTo(service)}`,
  }
}

async function proveVerdictsSeen(site: NodeSite, loader: Loader, pairs: readonly Pair[]): Promise<Proof[]> {
  const flows = flowsBetweenPods(site, await loader.ask('flows'))
  return pairs.map(({ from, to, allowed }) => {
    const isVerdict = ({ verdict, reason }: FlowBetweenPods) =>
      allowed ? verdict === 'allowed' : reason === 'policy'
    const events = flows
      .filter((flow) => flow.from === from && flow.to === to && isVerdict(flow))
      .reduce((sum, flow) => sum + flow.events, 0)
    return {
      kind: 'state',
      subject: { from, to },
      claim: `an observer sees that ${from} was ${allowed ? 'let through to' : 'refused by'} ${to}`,
      where: 'ring buffer of flow events',
      expected: { comparison: 'at least', count: 1, unit: 'events' },
      observed: { count: events, unit: 'events' },
      holds: events >= 1,
      source: 'flow events, as the loader read them',
    }
  })
}
