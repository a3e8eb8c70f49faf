/** A flow export of Hubble, or flows of a run of hopbench: who opened connections to whom, and the requests where something read them. */
import { UsageError } from '../../errors.ts'
import type { FlowEdge, FlowNode } from '../../flows/flow-graph.ts'
import { readFlows } from '../../flows/read-flows.ts'
import type { Change, ChangeKind } from '../change.ts'
import type { SourceDatabase, SourceService, System } from '../system.ts'
import { bareService } from './bare-service.ts'
import { addCountedCalls, sumOf, type CountedEdge } from './counted-edges.ts'
import { POSTGRES_PORT, protocolOf } from './not-http.ts'
import { withoutLoadGenerators } from './without-load-generators.ts'

/** DNS has its pod in every arm. */
const DNS_PORT = 53

/** Callers on the node itself ask whether a pod is healthy; their calls are no traffic of users. */
const NODE_ENDS = new Set(['host', 'health', 'kube-apiserver', 'remote-node'])

/** @throws UsageError for a file without a flow between two workloads */
export function readHubble(file: string, text: string): System {
  const read = readFlows(file, text)
  const { graph, flows, lines, unread, repeated, lost, problems } = read
  if (flows === 0)
    throw new UsageError(
      `${file} has no flow in it; ${file}:${problems[0]?.line ?? 1}  ${problems[0]?.problem ?? 'no flow'}`,
      'give a file with one JSON object a line, as `hubble observe -o jsonpb` and Hubble’s exporter write it',
    )
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]))
  const changes: Change[] = []
  const services = new Map<string, SourceService>()
  const databases = new Map<string, SourceDatabase>()
  const entries = new Map<string, number>()
  const counted = new Map<string, CountedEdge>()
  const add = (edge: FlowEdge, calls: number | null): void => {
    const key = JSON.stringify([edge.from, edge.to])
    counted.set(key, { from: edge.from, to: edge.to, calls: sumOf(counted.get(key)?.calls ?? null, calls) })
  }
  for (const edge of graph.edges) {
    const from = nodes.get(edge.from)!
    const to = nodes.get(edge.to)!
    const why = whyNot(edge, from, to)
    if (why !== null) {
      changes.push({ ...why, of: [edge.from, edge.to] })
      continue
    }
    const isQuery = edge.port === POSTGRES_PORT
    if (isQuery) databases.set(to.id, { id: to.id, name: to.name, namespace: to.namespace || null })
    else services.set(to.id, services.get(to.id) ?? serviceOf(to))
    if (from.kind !== 'workload') {
      entries.set(to.id, (entries.get(to.id) ?? 0) + (edge.calls ?? 0))
      continue
    }
    services.set(from.id, services.get(from.id) ?? serviceOf(from))
    if (isQuery) changes.push({ kind: 'queries guessed', of: [edge.from, edge.to], figure: edge.connections })
    add(edge, edge.calls)
    const failed = edge.failed ?? 0
    if (failed > 0) changes.push({ kind: 'errors', of: [edge.from, edge.to], figure: failed })
  }
  // A pod that is a database for some and something else for others is a database.
  for (const id of databases.keys()) services.delete(id)
  const edges = [...counted.values()].filter(({ from }) => services.has(from))
  if (services.size === 0)
    throw new UsageError(
      `${file} has ${flows} flows, but none of a call from or to a workload that a scenario could make`,
      'export flows with pods of your services in them, such as `hubble observe --namespace shop -o jsonpb --last 20000`',
    )
  const isCounted = edges.some(({ calls }) => calls !== null)
  addCountedCalls(services, edges, entries)
  const lostEvents = Object.values(lost).reduce((a, b) => a + b, 0)
  return withoutLoadGenerators({
    kind: 'hubble',
    counts: { lines, flows },
    services: sorted(services),
    databases: sorted(databases),
    entries: [...entries.keys()].filter((id) => services.has(id)).toSorted(),
    entriesAreKnown: false,
    changes: [
      ...changes,
      ...inFile(
        'unreadable',
        unread,
        problems[0] && `the first is line ${problems[0].line}: ${problems[0].problem}`,
      ),
      ...inFile('repeated', repeated),
      ...inFile('lost', lostEvents),
    ],
    unknown: [
      'order',
      ...(isCounted ? [] : ['calls per request' as const]),
      'answer sizes',
      'request sizes',
      'work',
    ],
  })
}

const inFile = (kind: ChangeKind, figure: number, name?: string): Change[] =>
  figure > 0 ? [{ kind, of: [], figure, ...(name !== undefined && { name }) }] : []

const serviceOf = ({ id, name, namespace }: FlowNode): SourceService =>
  bareService(id, name, namespace || null)

const sorted = <Value>(map: ReadonlyMap<string, Value>): Map<string, Value> =>
  new Map([...map].toSorted(([a], [b]) => (a < b ? -1 : 1)))

/** Why a scenario cannot make the calls of an edge; null where it can. */
function whyNot(edge: FlowEdge, from: FlowNode, to: FlowNode): Omit<Change, 'of'> | null {
  if (edge.port === DNS_PORT) return { kind: 'dns' }
  if (NODE_ENDS.has(from.name) && from.kind === 'reserved') return { kind: 'host' }
  if (to.kind !== 'workload') return { kind: 'outside' }
  if (edge.refused > 0 && edge.refused === edge.connections) return { kind: 'refused' }
  if (edge.protocol !== 'TCP' && edge.calls === null) return { kind: 'not http', name: edge.protocol }
  const protocol = edge.calls === null ? protocolOf(edge.port) : null
  return protocol === null ? null : { kind: 'not http', name: protocol }
}
