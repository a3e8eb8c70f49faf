/** How much of the truth an arm's flows show: edges found, missed and invented, calls and connections counted of those made. */
import { namesIn, type FlowEdge, type FlowGraph } from './flow-graph.ts'

export interface TrueCall {
  from: string
  to: string
  /** Calls that the called service counted; null where nobody counted them. */
  calls: number | null
}

export interface TrueQueries {
  from: string
  to: string
}

export interface Truth {
  calls: readonly TrueCall[]
  /** Which service queried which database; a query is no call. Absent without databases. */
  queries?: readonly TrueQueries[] | undefined
  /** When the pages had been answered; connections of pools were still open then. Absent where nobody knows. */
  to?: string | undefined
  /** Connections that each service's program accepted; null where nobody counted them. */
  accepted: Readonly<Record<string, number>> | null
}

/** A number that was seen of a number that was made. */
export interface Share {
  seen: number
  made: number
}

export interface Completeness {
  edges: number
  found: number
  missed: { from: string; to: string }[]
  invented: { from: string; to: string; port: number | null }[]
  /** Queries that were shown only after the pages, when the connections of the pool closed. */
  late: { from: string; to: string }[]
  /** Edges that every arm has beside its calls: names that are resolved, probes of the node. */
  beside: number
  calls: Share | { notMeasured: string }
  connections: Share | { notMeasured: string }
}

const DNS_PORT = 53
/** Identities of the node itself, whose probes and whose API every pod sees. */
const OF_THE_NODE = new Set(['host', 'remote-node', 'health', 'kube-apiserver'])

/** Whether the end is the node itself. A node's name is in no namespace. */
export const isOfTheNode = (id: string): boolean => OF_THE_NODE.has(id)

/** What an edge is that every arm has beside its calls: names that are resolved, or traffic of the node. null for any other edge. */
export const besideOf = ({
  from,
  to,
  port,
}: Pick<FlowEdge, 'from' | 'to' | 'port'>): 'DNS' | 'the node' | null =>
  port === DNS_PORT ? 'DNS' : isOfTheNode(from) || isOfTheNode(to) ? 'the node' : null

/** Whether every arm has an edge of this kind beside its calls. */
export const isBeside = (edge: Pick<FlowEdge, 'from' | 'to' | 'port'>): boolean => besideOf(edge) !== null

/** Ends are compared by the names of services, because the namespaces of an arm on Kubernetes are its own. */
export function completenessOf(graph: FlowGraph, truth: Truth): Completeness {
  const nameOf = namesIn(graph)
  const made = truth.calls.filter(({ calls }) => calls !== 0)
  const beside = graph.edges.filter(isBeside)
  const candidates = graph.edges.filter((edge) => !isBeside(edge))
  const queries = truth.queries ?? []
  const all = [...made, ...queries]
  const edgesOf = ({ from, to }: { from: string; to: string }): FlowEdge[] =>
    candidates.filter((edge) => nameOf(edge.from) === from && nameOf(edge.to) === to)
  const isTrue = (edge: FlowEdge): boolean =>
    all.some(({ from, to }) => nameOf(edge.from) === from && nameOf(edge.to) === to)
  const missed = all.filter((edge) => edgesOf(edge).length === 0)
  const endedMs = truth.to === undefined ? Infinity : Date.parse(truth.to)
  const isLate = (seen: readonly FlowEdge[]): boolean =>
    seen.length > 0 && seen.every(({ shownMs }) => shownMs !== null && shownMs > endedMs)
  return {
    edges: all.length,
    found: all.length - missed.length,
    missed: missed.map(({ from, to }) => ({ from, to })),
    invented: candidates
      .filter((edge) => !isTrue(edge))
      .map(({ from, to, port }) => ({ from: nameOf(from), to: nameOf(to), port })),
    late: queries.filter((edge) => isLate(edgesOf(edge))).map(({ from, to }) => ({ from, to })),
    beside: beside.length,
    calls: callShare(made, edgesOf),
    connections: connectionShare(truth, candidates.filter(isTrue), nameOf),
  }
}

function callShare(
  made: readonly TrueCall[],
  edgesOf: (call: TrueCall) => FlowEdge[],
): Completeness['calls'] {
  if (made.some(({ calls }) => calls === null)) return { notMeasured: 'nobody counted the calls' }
  const seen = made.flatMap(edgesOf)
  if (seen.length > 0 && seen.every(({ calls }) => calls === null))
    return { notMeasured: 'the source reports connections, not requests' }
  return {
    seen: seen.reduce((sum, { calls }) => sum + (calls ?? 0), 0),
    made: made.reduce((sum, { calls }) => sum + (calls ?? 0), 0),
  }
}

/** Behind a proxy the program accepts the proxy's connections, so there the two numbers are of different connections. */
function connectionShare(
  { accepted }: Truth,
  edges: readonly FlowEdge[],
  nameOf: (id: string) => string,
): Completeness['connections'] {
  if (accepted === null) return { notMeasured: 'nobody counted the connections' }
  if (edges.some(({ calls }) => calls !== null))
    return { notMeasured: 'services behind a proxy accept connections of the proxy' }
  return {
    seen: edges
      .filter(({ to }) => nameOf(to) in accepted)
      .reduce((sum, { connections, older, refused }) => sum + connections - older - refused, 0),
    made: Object.values(accepted).reduce((sum, count) => sum + count, 0),
  }
}
