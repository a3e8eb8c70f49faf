/** The targets of a mesh's proof: each service, each calling pod, each edge (calls of one service by another), or the arm as a whole. Pure. */
import type { Subject } from '../../../results/record.ts'
import type { Topology } from '../../../scenario/schema.ts'
import { CLIENT, edgesOf } from '../../../scenario/topology.ts'
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
export function expectedAt(expected: Expected, target: ProofTarget, traffic: ProofTraffic): number {
  const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0)
  switch (expected) {
    case 'requests in':
      return sum(Object.values(traffic.requests[target.pod] ?? {}))
    case 'requests out':
      return sum(Object.values(traffic.requests).map((callers) => callers[target.pod] ?? 0))
    case 'calls of the edge':
      return target.edge ? (traffic.requests[target.edge.to]?.[target.edge.from] ?? 0) : NaN
    case 'connections in':
      return traffic.connectionsAccepted[target.pod] ?? 0
    case 'pages':
      return traffic.pages
    default:
      return expected
  }
}
