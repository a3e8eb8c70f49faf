/** Which service calls which for one page, and which database, in layers that begin at the client, with what the proofs counted on each edge. */
import type { ReportInput } from '../report-input.ts'

export interface GraphNode {
  name: string
  namespace: string
  /** Number of calls on the longest path from the client. */
  layer: number
}

export interface GraphEdge {
  from: string
  to: string
  /** `query`: of a database. */
  kind: 'call' | 'query'
  /** Calls, or queries. */
  callsPerPage: number
  /** Requests counted in the proofs of all arms; null where no proof counts this edge. */
  proved: { observed: number; expected: number } | null
}

export interface ServiceGraph {
  nodes: GraphNode[]
  edges: GraphEdge[]
  namespaces: string[]
  layers: number
}

const CLIENT = 'client'

/** The graph of the scenario; the client is its first node. */
export function serviceGraph({ run: { scenario }, evidence }: ReportInput): ServiceGraph {
  const calls = scenario.edges.map((edge) => ({ ...edge, kind: 'call' as const }))
  const queries = (scenario.queries ?? []).map(({ from, to, queriesPerPage }) => ({
    ...{ from, to, callsPerPage: queriesPerPage },
    kind: 'query' as const,
  }))
  const all = [...calls, ...queries]
  const layerOf = layers(all)
  const servers = { ...scenario.services, ...scenario.databases }
  const names = [CLIENT, ...Object.keys(servers).filter((name) => layerOf.has(name))]
  const nodes = names.map((name) => {
    const layer = layerOf.get(name)!
    return { name, namespace: servers[name]?.namespace ?? '', layer }
  })
  const edges = all
    .filter(({ from }) => layerOf.has(from))
    .map((edge) => ({ ...edge, proved: provedOn(edge, evidence) }))
  return {
    nodes,
    edges,
    namespaces: [...new Set(nodes.flatMap(({ namespace }) => (namespace ? [namespace] : [])))],
    layers: Math.max(...nodes.map(({ layer }) => layer)) + 1,
  }
}

/** Length of the longest path from the client to each service that it reaches. There are no cycles: the scenario is checked for them. */
function layers(edges: readonly { from: string; to: string }[]): Map<string, number> {
  const layer = new Map<string, number>()
  const visit = (name: string, depth: number): void => {
    if (depth <= (layer.get(name) ?? -1)) return
    layer.set(name, depth)
    for (const { from, to } of edges) if (from === name) visit(to, depth + 1)
  }
  visit(CLIENT, 0)
  return layer
}

/** Sum over all proofs of this edge; null where no proof counts it. */
function provedOn(
  { from, to, kind: ofEdge }: Pick<GraphEdge, 'from' | 'to' | 'kind'>,
  evidence: ReportInput['evidence'],
): GraphEdge['proved'] {
  const counting = ofEdge === 'call' ? 'edge' : 'query'
  const counts = evidence
    .filter(({ kind, subject }) => kind === counting && subject.from === from && subject.to === to)
    .flatMap(({ expected, observed }) =>
      'count' in expected && 'count' in observed
        ? [{ expected: expected.count, observed: observed.count }]
        : [],
    )
  const sum = (key: 'observed' | 'expected'): number => counts.reduce((total, proof) => total + proof[key], 0)
  return counts.length === 0 ? null : { observed: sum('observed'), expected: sum('expected') }
}
