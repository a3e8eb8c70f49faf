/** Where a mesh's proof looks: once for each service, calling pod, call of one by another, or once for the arm. Pure. */
import type { Subject } from '../../../results/record.ts'
import type { Topology } from '../../../scenario/schema.ts'
import { CLIENT, edgesOf } from '../../../scenario/topology.ts'
import type { ProofTraffic } from '../../../arm/claims.ts'
import type { MeshProof } from '../mesh/proof-schema.ts'
import type { ArmNames } from '../workload/arm-names.ts'

type Each = Extract<MeshProof, { proof: 'counter' }>['each']
type Expected = Extract<MeshProof, { proof: 'counter' }>['expected']

export interface Place {
  /** The pod it looks at: a service's, or the client's. */
  pod: string
  /** As a proof names it: "orders", "client → orders". */
  title: string
  words: Record<string, string>
  /** Whom a proof at this place is about. */
  subject: Subject
  /** The call it is about, where it is about one. */
  edge: { from: string; to: string } | null
}

export function placesOf(each: Each, topology: Topology, names: ArmNames): Place[] {
  const podPlace = (pod: string): Place => ({
    pod,
    title: pod,
    words: { service: pod, namespace: names.namespaceOf(pod) },
    subject: { pod },
    edge: null,
  })
  const edges = edgesOf(topology)
  switch (each) {
    case 'service':
      return Object.keys(topology.services).map(podPlace)
    case 'caller':
      return [...new Set(edges.map(({ from }) => from))].map(podPlace)
    case 'edge':
      return edges.map(({ from, to }) => ({
        pod: from,
        title: `${from} → ${to}`,
        words: {
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
      return [{ ...podPlace(CLIENT), title: 'cluster', subject: {} }]
  }
}

/** What the proof traffic makes of an expectation at a place. */
export function expectedAt(expected: Expected, place: Place, traffic: ProofTraffic): number {
  const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0)
  switch (expected) {
    case 'requests in':
      return sum(Object.values(traffic.requests[place.pod] ?? {}))
    case 'requests out':
      return sum(Object.values(traffic.requests).map((callers) => callers[place.pod] ?? 0))
    case 'calls of the edge':
      return place.edge ? (traffic.requests[place.edge.to]?.[place.edge.from] ?? 0) : NaN
    case 'connections in':
      return traffic.connectionsAccepted[place.pod] ?? 0
    case 'pages':
      return traffic.pages
    default:
      return expected
  }
}
