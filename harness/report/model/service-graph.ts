/** Who calls whom in one page, in layers from the client on, with the requests the proofs counted on each edge. */
import type { RunRecord } from '../../results/record.ts'
import type { ReportInput } from '../report-input.ts'

export interface GraphNode {
  name: string
  namespace: string
  /** Calls on the longest way from the client. */
  layer: number
}

export interface GraphEdge {
  from: string
  to: string
  callsPerPage: number
  /** Requests in the proofs of all arms; null where no proof counts this edge. */
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
  const calls = callsOf(scenario)
  const layerOf = layers(calls)
  const names = [CLIENT, ...Object.keys(scenario.services).filter((name) => layerOf.has(name))]
  const nodes = names.map((name) => {
    const layer = layerOf.get(name)!
    return { name, namespace: scenario.services[name]?.namespace ?? '', layer }
  })
  const requests = requestsPerPage(
    calls,
    names.toSorted((a, b) => layerOf.get(a)! - layerOf.get(b)!),
  )
  const edges = names.flatMap((from) =>
    [...(calls.get(from) ?? [])].map(([to, times]) => ({
      from,
      to,
      callsPerPage: times * requests.get(from)!,
      proved: provedOn(from, to, evidence),
    })),
  )
  return {
    nodes,
    edges,
    namespaces: [...new Set(nodes.flatMap(({ namespace }) => (namespace ? [namespace] : [])))],
    layers: Math.max(...nodes.map(({ layer }) => layer)) + 1,
  }
}

/** Calls of each caller with their number; "orders.shop" is the service orders. */
function callsOf(scenario: RunRecord['scenario']): Map<string, Map<string, number>> {
  const lists: [string, string[]][] = [
    [CLIENT, scenario.page.flat()],
    ...Object.entries(scenario.services).map(([name, { calls }]): [string, string[]] => [name, calls]),
  ]
  return new Map(
    lists.map(([from, targets]) => {
      const times = new Map<string, number>()
      for (const target of targets) {
        const to = target.split('.')[0]!
        times.set(to, (times.get(to) ?? 0) + 1)
      }
      return [from, times]
    }),
  )
}

/** Longest way from the client to each service that it reaches; a topology has no cycles (the scenario is checked). */
function layers(calls: ReadonlyMap<string, ReadonlyMap<string, number>>): Map<string, number> {
  const layer = new Map<string, number>()
  const visit = (name: string, depth: number): void => {
    if (depth <= (layer.get(name) ?? -1)) return
    layer.set(name, depth)
    for (const to of calls.get(name)?.keys() ?? []) visit(to, depth + 1)
  }
  visit(CLIENT, 0)
  return layer
}

/** Requests that each service answers for one page; `names` in order of layers. */
function requestsPerPage(
  calls: ReadonlyMap<string, ReadonlyMap<string, number>>,
  names: readonly string[],
): Map<string, number> {
  const requests = new Map(names.map((name) => [name, name === CLIENT ? 1 : 0]))
  for (const from of names)
    for (const [to, times] of calls.get(from) ?? [])
      requests.set(to, (requests.get(to) ?? 0) + times * requests.get(from)!)
  return requests
}

/** Sum over all proofs of this edge: the claim that a provider's proof makes of every edge of a topology. */
function provedOn(from: string, to: string, evidence: ReportInput['evidence']): GraphEdge['proved'] {
  const proofs = evidence.filter(({ claim }) => claim === `${to} answered every call of ${from}`)
  const sum = (key: 'observed' | 'expected'): number =>
    proofs.reduce((total, proof) => total + Number(proof[key]), 0)
  return proofs.length === 0 ? null : { observed: sum('observed'), expected: sum('expected') }
}
