/** Where a mesh's proof looks: once for each service, calling pod, call of one by another, or once for the arm. Pure. */
import type { Subject } from '../../../results/record.ts'
import type { Topology } from '../../../scenario/schema.ts'
import { CLIENT, edgesOf } from '../../../scenario/topology.ts'
import type { ProofTraffic } from '../../../arm/claims.ts'
import type { MeshProof } from '../mesh/proof-schema.ts'
import type { ArmNames } from '../workload/arm-names.ts'

type Each = Extract<MeshProof, { proof: 'counter' }>['each']
type Expected = Extract<MeshProof, { proof: 'counter' }>['expected']

export interface ProofTarget {
  /** The pod it looks at: a service's, or the client's. */
  pod: string
  /** As a proof names it: "orders", "client → orders". */
  title: string
  placeholders: Record<string, string>
  /** Whom a proof at this target is about. */
  subject: Subject
  /** The call it is about, where it is about one. */
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

/** What the proof traffic makes of an expectation at a target. */
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
