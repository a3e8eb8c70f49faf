/** Who called whom as one datapath's own flows show it: drawn from the flows, and not from the scenario. */
import { isBeside } from '../../flows/completeness.ts'
import { namesIn, type FlowEdge, type FlowGraph } from '../../flows/flow-graph.ts'
import { printable } from '../../words/printable.ts'
import { count } from './format.ts'
import { plural } from './text.ts'

export interface SeenNode {
  id: string
  name: string
  /** As in the scenario, because on Kubernetes the namespaces are those of the arm; empty for an end outside of all. */
  namespace: string
  /** Whether the flows knew a pod or workload, and not only an address or a reserved name. */
  isWorkload: boolean
}

export interface SeenEdge {
  from: string
  to: string
  /** "115 calls", "3 connections". */
  often: string
  /** "forwarded", "2 of 5 refused", "1 of 4 failed"; and that the scenario has no such call. */
  outcome: string
  isGood: boolean
  /** Not a call of the scenario. */
  isStrange: boolean
}

export interface SeenGraph {
  nodes: SeenNode[]
  edges: SeenEdge[]
  /** Edges that every arm has beside its calls, such as resolved names; they are not drawn. */
  beside: number
}

/** The longest name that fits into a box. */
const LONGEST_NAME = 26

/**
 * @param services namespaces by the names of the scenario's services
 * @param calls those that were made
 */
export function seenGraph(
  graph: FlowGraph,
  services: Readonly<Record<string, { namespace: string }>>,
  calls: readonly { from: string; to: string }[],
): SeenGraph {
  const nameOf = namesIn(graph)
  const drawn = graph.edges.filter((edge) => !isBeside(edge))
  const ends = new Set(drawn.flatMap(({ from, to }) => [from, to]))
  return {
    nodes: graph.nodes
      .filter(({ id }) => ends.has(id))
      .map(({ id, name, namespace, kind }) => ({
        id,
        name: shortened(name),
        namespace: shortened(services[name]?.namespace ?? namespace),
        isWorkload: kind === 'workload',
      })),
    edges: drawn.map((edge) => {
      const isStrange = !calls.some(({ from, to }) => from === nameOf(edge.from) && to === nameOf(edge.to))
      const { outcome, isGood } = outcomeOf(edge)
      return {
        from: edge.from,
        to: edge.to,
        often: edge.calls === null ? plural(edge.connections, 'connection') : plural(edge.calls, 'call'),
        outcome: isStrange ? `${outcome}, not of the scenario` : outcome,
        isGood,
        isStrange,
      }
    }),
    beside: graph.edges.length - drawn.length,
  }
}

function outcomeOf({ calls, failed, refused, connections, verdicts }: FlowEdge): {
  outcome: string
  isGood: boolean
} {
  if (refused > 0) return { outcome: `${count(refused)} of ${count(connections)} refused`, isGood: false }
  if (calls !== null && failed !== null && failed > 0)
    return { outcome: `${count(failed)} of ${count(calls)} failed`, isGood: false }
  return {
    outcome: Object.keys(verdicts).join(', ').toLowerCase(),
    isGood: Object.keys(verdicts).every((verdict) => verdict === 'FORWARDED'),
  }
}

function shortened(name: string): string {
  const safe = printable(name)
  return safe.length <= LONGEST_NAME ? safe : `${safe.slice(0, LONGEST_NAME - 1)}…`
}
