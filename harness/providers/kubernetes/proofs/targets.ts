/** The targets of a mesh's proof: each service, each calling pod, each edge (calls of one service by another), or the arm as a whole. Pure. */
import type { Subject } from '../../../results/record.ts'
import type { Topology } from '../../../scenario/schema.ts'
import { CLIENT, edgesOf, edgesToPodAddresses, type Edge } from '../../../scenario/topology.ts'
import type { ProofTraffic } from '../../../arm/claims.ts'
import type { MeshProof } from '../mesh/proof-schema.ts'
import type { ArmNames } from '../workload/arm-names.ts'

type Each = Extract<MeshProof, { proof: 'counter' }>['each']
type Expected = Extract<MeshProof, { proof: 'counter' }>['expected']

export interface ProofTarget {
  /** The pod that the proof reads: a service, or the client. */
  pod: string
  /** The name of the target in a proof: "orders", "client → orders". */
  title: string
  /** Values of the placeholders in the proof's texts. */
  placeholders: Record<string, string>
  /** The subject of the evidence. */
  subject: Subject
  /** The edge; null where the target is a pod or the arm. */
  edge: { from: string; to: string } | null
}

export function targetsOf(each: Each, topology: Topology, names: ArmNames): ProofTarget[] {
  const podTarget = (pod: string): ProofTarget => ({
    pod,
    title: pod,
    placeholders: { service: pod, namespace: names.namespaceOf(pod) },
    subject: { pod },
    edge: null,
  })
  const edges = edgesOf(topology)
  switch (each) {
    case 'service':
      return Object.keys(topology.services).map(podTarget)
    case 'caller':
      return [...new Set(edges.map(({ from }) => from))].map(podTarget)
    case 'edge':
      return edges.map(({ from, to }) => ({
        pod: from,
        title: `${from} → ${to}`,
        placeholders: {
          service: to,
          namespace: names.namespaceOf(from),
          caller: from,
          callee: to,
          calleeNamespace: names.namespaceOf(to),
        },
        subject: { from, to },
        edge: { from, to },
      }))
    case 'arm':
      return [{ ...podTarget(CLIENT), title: 'cluster', subject: {} }]
  }
}

/** The expected number at a target, from the proof traffic. */
export function expectedAt(
  expected: Expected,
  target: ProofTarget,
  traffic: ProofTraffic,
  topology: Topology,
): number {
  const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0)
  const pastNames = (which: (edge: Edge) => boolean) => traffic.pages * callsPastNames(topology, which)
  switch (expected) {
    case 'requests in':
      return sum(Object.values(traffic.requests[target.pod] ?? {}))
    case 'requests by name':
      return sum(Object.values(traffic.requests[target.pod] ?? {})) - pastNames(({ to }) => to === target.pod)
    case 'requests out':
      return (
        sum(Object.values(traffic.requests).map((callers) => callers[target.pod] ?? 0)) -
        pastNames(({ from }) => from === target.pod)
      )
    case 'calls of the edge':
      return target.edge
        ? (traffic.requests[target.edge.to]?.[target.edge.from] ?? 0) -
            pastNames(({ from, to }) => from === target.edge!.from && to === target.edge!.to)
        : NaN
    case 'connections in':
      return traffic.connectionsAccepted[target.pod] ?? 0
    case 'connections past names':
      return callsPastNames(topology, ({ from }) => from === target.pod) > 0 ? 1 : 0
    case 'pages':
      return traffic.pages
    default:
      return expected
  }
}

/** Calls of a page that go straight to the address of a pod: only the scenario tells them from the others of their edge. */
const callsPastNames = (topology: Topology, which: (edge: Edge) => boolean): number =>
  edgesToPodAddresses(topology)
    .filter(which)
    .reduce((sum, { callsPerPage }) => sum + callsPerPage, 0)

type Counter = Extract<MeshProof, { proof: 'counter' }>

/**
 * What a counter claims of a target. Of the connections to a pod that some reach by its address it is not known how many came by the
 * name, and connections are used again.
 */
export function claimAt(
  { claim, comparison, expected }: Pick<Counter, 'claim' | 'comparison' | 'expected'>,
  { pod }: ProofTarget,
  topology: Topology,
): Pick<Counter, 'claim' | 'comparison'> {
  if (expected === 'connections in' && comparison === 'exactly') {
    if (callsPastNames(topology, ({ to }) => to === pod) > 0)
      return { claim: `${claim}, but for those to the address of its pod`, comparison: 'at most' }
  }
  if (expected === 'connections past names') {
    if (callsPastNames(topology, ({ from }) => from === pod) > 0)
      return { claim: `${claim}, but for those to addresses of pods`, comparison: 'at least' }
  }
  return { claim, comparison }
}
