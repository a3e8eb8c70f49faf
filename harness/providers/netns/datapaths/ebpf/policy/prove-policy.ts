/** Proves that the policies are enforced: every pair is tried, dropped packets are counted by their cause, and flow events report each verdict. */
import { holds } from '../../../../../arm/comparison.ts'
import { tryPairs, type Pair } from '../../../../../arm/policy-matrix.ts'
import type { CompiledPolicy } from '../../../../../policy/compiled.ts'
import { judgeCompiled, type CompiledVerdict, type RefusedBy } from '../../../../../policy/judge-compiled.ts'
import { readCounters } from '../../../bpf/counters.ts'
import type { Loader } from '../../../bpf/loader.ts'
import {
  DATABASE_PORT,
  SERVICE_PORT,
  TARGET_PORT,
  type NodeSite,
  type Probes,
  type Proof,
} from '../../../datapath.ts'
import { flowsBetweenPods, type FlowBetweenPods } from '../flows.ts'
import type { Enforcement } from './enforcement.ts'

/** Each cause is counted at the pod whose policy it is: the sender's for egress, the receiver's for ingress. */
const CAUSES: readonly RefusedBy[] = ['egress-default', 'egress-denied', 'ingress-default', 'ingress-denied']

interface JudgedPair extends Pair {
  verdict: CompiledVerdict
}

/** Returns no proofs for a node without a policy. */
export async function provePolicy(
  site: NodeSite,
  loader: Loader,
  enforcement: Enforcement,
  probes: Probes,
): Promise<Proof[]> {
  const policy = enforcement.inForce()
  if (policy === null) return []
  const pairs = pairsUnder(site, policy)
  const servers = [...site.services, ...site.databases]
  // By its address: a policy may keep a pod from asking for names.
  const hostOf = (server: string) => servers.find(({ name }) => name === server)!.vip
  const before = await readCounters(loader)
  // In both directions forbidden packets are dropped without an answer, so the caller sees a timeout.
  const how = { topology: site.topology, hostOf, port: SERVICE_PORT, refusal: 'timeout' }
  const tried = await tryPairs(pairs, how, probes)
  const after = await readCounters(loader)
  const dropped = (service: string, cause: RefusedBy): number => {
    const counter = `dropped.${cause}.${service}`
    return (after[counter] ?? NaN) - (before[counter] ?? NaN)
  }
  return [
    ...tried,
    ...servers.flatMap(({ name }) => judgeDrops(name, pairs, (cause) => dropped(name, cause))),
    ...(site.arm.seeing === 'nothing' ? [] : await proveVerdictsSeen(site, loader, pairs)),
  ]
}

/** Every ordered pair of services, and of a service and a database, as the policies judge a connection of one to the other. */
function pairsUnder({ services, databases }: NodeSite, policy: CompiledPolicy): JudgedPair[] {
  const servers = [
    ...services.map(({ name }) => ({ name, port: TARGET_PORT })),
    ...databases.map(({ name }) => ({ name, port: DATABASE_PORT })),
  ]
  return services.flatMap(({ name: from }) =>
    servers
      .filter(({ name }) => name !== from)
      .map(({ name: to, port }) => {
        const verdict = judgeCompiled(policy, {
          from: { kind: 'pod', pod: from },
          to: { kind: 'pod', pod: to },
          protocol: 'TCP',
          port,
        })
        return { from, to, allowed: verdict.refusedBy === null, verdict }
      }),
  )
}

const CAUSE_IN_WORDS: Readonly<Record<RefusedBy, (service: string) => string>> = {
  'egress-default': (service) =>
    `packets to those whom ${service} may not call were dropped: no rule of its egress allows them`,
  'egress-denied': (service) =>
    `packets to those whom ${service} may not call were dropped: a rule of its egress denies them`,
  'ingress-default': (service) =>
    `packets of those who may not call ${service} were dropped: no rule of its ingress allows them`,
  'ingress-denied': (service) =>
    `packets of those who may not call ${service} were dropped: a rule of its ingress denies them`,
}

/** Each forbidden call lost at least one packet, for the cause that the policies say. For any other cause no packet was lost. */
function judgeDrops(
  service: string,
  pairs: readonly JudgedPair[],
  droppedBy: (cause: RefusedBy) => number,
): Proof[] {
  const forbiddenBy = (cause: RefusedBy): number =>
    pairs.filter(
      ({ from, to, verdict }) =>
        verdict.refusedBy === cause && (cause.startsWith('egress-') ? from : to) === service,
    ).length
  const others = CAUSES.filter((cause) => forbiddenBy(cause) === 0)
  const proof = (causes: readonly RefusedBy[], claim: string): Proof => {
    const expected = causes.reduce((sum, cause) => sum + forbiddenBy(cause), 0)
    const observed = causes.reduce((sum, cause) => sum + droppedBy(cause), 0)
    const comparison = expected > 0 ? 'at least' : 'exactly'
    return {
      kind: 'counter',
      subject: { pod: service },
      claim,
      where: `policies of ${service}, at the veths of callers`,
      expected: { comparison, count: expected, unit: 'packets' },
      observed: { count: observed, unit: 'packets' },
      holds: holds(comparison, expected, observed),
      source: `BPF map counters, ${causes.map((cause) => `dropped.${cause}.${service}`).join(' + ')}`,
    }
  }
  return [
    ...CAUSES.filter((cause) => forbiddenBy(cause) > 0).map((cause) =>
      proof([cause], CAUSE_IN_WORDS[cause](service)),
    ),
    ...(others.length > 0
      ? [
          proof(
            others,
            others.length === CAUSES.length
              ? `no packet was dropped by a policy of ${service}`
              : `no packet was dropped by a policy of ${service} for another cause`,
          ),
        ]
      : []),
  ]
}

async function proveVerdictsSeen(
  site: NodeSite,
  loader: Loader,
  pairs: readonly JudgedPair[],
): Promise<Proof[]> {
  const flows = flowsBetweenPods(site, await loader.ask('flows'))
  return pairs.map(({ from, to, verdict }) => {
    const { refusedBy, selected } = verdict
    const isVerdict = (flow: FlowBetweenPods) =>
      refusedBy === null
        ? flow.verdict === (selected.length > 0 ? 'allowed' : 'no policy')
        : flow.reason === refusedBy
    const events = flows
      .filter((flow) => flow.from === from && flow.to === to && isVerdict(flow))
      .reduce((sum, flow) => sum + flow.events, 0)
    return {
      kind: 'state',
      subject: { from, to },
      claim: `an observer sees that ${from} was ${refusedBy === null ? 'let through to' : 'refused by'} ${to}${refusedBy === null ? '' : ` (${refusedBy.replace('-', ', ')})`}`,
      where: 'ring buffer of flow events',
      expected: { comparison: 'at least', count: 1, unit: 'events' },
      observed: { count: events, unit: 'events' },
      holds: events >= 1,
      source: 'flow events, as the loader read them',
    }
  })
}
