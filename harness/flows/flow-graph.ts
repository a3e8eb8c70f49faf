/** Who called whom, from flows: workloads as nodes, and an edge for each pair, protocol and port of the server. */
import { quantileSorted } from '../numbers/quantile.ts'
import { createConnections, type Connection } from './connections.ts'
import { countsByName } from './counts-by-name.ts'
import { idOf, type EndKind, type SeenEnd } from './ends.ts'
import type { SeenFlow } from './seen-flow.ts'

export interface FlowNode {
  id: string
  namespace: string
  name: string
  kind: EndKind
}

export interface FlowEdge {
  /** Ids of nodes: the one that opened the connections, and the one that was called. */
  from: string
  to: string
  protocol: string
  /** Port of the server; null where flows have none. */
  port: number | null
  connections: number
  /** Connections that were opened before anybody looked: only their end was seen. */
  older: number
  /** Connections that came about: without those that were refused or failed before a request was read. */
  opened: number
  /** Connections that failed before a request was read. */
  failedConnections: number
  /** Connections that were refused. */
  refused: number
  /** Connections by their worst verdict. */
  verdicts: Record<string, number>
  dropReasons: string[]
  deniedBy: string[]
  /** Connections that opened and that the emitter calls encrypted. */
  encrypted: number
  /** Requests; null where the source does not look into them. */
  calls: number | null
  /** Answers by status; "none" where a request got no answer. */
  answers: Record<string, number>
  /** Calls with a status from 400 on, with no answer, or refused; null without requests. */
  failed: number | null
  /** Milliseconds from the first byte of a request to the end of its answer, as the emitter saw them; null where it does not say. */
  latencyMs: { p50: number; p99: number } | null
  /** Calls per second, or connections where calls are not known; null where the flows span less than a second. */
  perSecond: number | null
  firstMs: number | null
  lastMs: number | null
  /** When the first flow was shown: later than `firstMs` where a source tells of connections only when they close. */
  shownMs: number | null
  emitters: string[]
  /** For how many connections the client was guessed from the ports. */
  guessed: number
}

export interface FlowGraph {
  nodes: FlowNode[]
  edges: FlowEdge[]
  /** First and last flow, in milliseconds since 1970. */
  firstMs: number | null
  lastMs: number | null
}

/** How a node is called without its namespace, by its id. */
export function namesIn({ nodes }: Pick<FlowGraph, 'nodes'>): (id: string) => string {
  const names = new Map(nodes.map(({ id, name }) => [id, name]))
  return (id) => names.get(id) ?? id
}

/** Requests and answers that one end of the edge reported. Both ends may report a call. */
interface Side {
  requests: number
  answers: Map<string, number>
}

interface OpenEdge {
  from: SeenEnd
  to: SeenEnd
  protocol: string
  sides: Map<string, Side>
  latenciesMs: number[]
  shownMs: number | null
  connections: Set<Connection>
  /** Those on which a request was read: they were open, whatever became of the request. */
  withRequests: Set<Connection>
  emitters: Set<string>
}

/** From this status on, HTTP calls an answer an error. */
const FIRST_ERROR_STATUS = 400

/** A few calls in some milliseconds are no rate. */
const SHORTEST_SPAN_MS = 1000

export interface FlowGraphBuilder {
  add(flow: SeenFlow): void
  build(): FlowGraph
}

/** Takes flows one by one, so that a file of any length can be read; it remembers connections, not lines. */
export function createFlowGraph(): FlowGraphBuilder {
  const connections = createConnections()
  const edges = new Map<string, OpenEdge>()
  let [firstMs, lastMs]: [number | null, number | null] = [null, null]
  const edgeOf = ({ client, server, protocol }: Connection): OpenEdge => {
    const key = JSON.stringify([idOf(client), idOf(server), protocol, server.port])
    const edge = edges.get(key) ?? {
      from: client,
      to: server,
      protocol,
      sides: new Map<string, Side>(),
      latenciesMs: [],
      shownMs: null,
      connections: new Set<Connection>(),
      withRequests: new Set<Connection>(),
      emitters: new Set<string>(),
    }
    edges.set(key, edge)
    return edge
  }
  return {
    add(flow) {
      const connection = connections.add(flow)
      if (connection === null) return
      if (flow.timeMs !== null) {
        firstMs = Math.min(firstMs ?? Infinity, flow.timeMs)
        lastMs = Math.max(lastMs ?? -Infinity, flow.timeMs)
      }
      const edge = edgeOf(connection)
      edge.connections.add(connection)
      if (flow.emitter !== null) edge.emitters.add(flow.emitter)
      if (flow.shownMs !== null) edge.shownMs = Math.min(edge.shownMs ?? Infinity, flow.shownMs)
      if (flow.http) {
        edge.withRequests.add(connection)
        noteHttp(edge, flow, flow.http)
      }
    },
    build() {
      const built = [...edges.values()].map((edge) =>
        closeEdge(edge, firstMs !== null && lastMs !== null ? lastMs - firstMs : 0),
      )
      const nodes = new Map(
        [...edges.values()]
          .flatMap(({ from, to }) => [from, to])
          .map((end): [string, FlowNode] => [
            idOf(end),
            { id: idOf(end), namespace: end.namespace, name: end.name, kind: end.kind },
          ]),
      )
      return {
        nodes: [...nodes.values()].toSorted(byText(({ id }) => id)),
        edges: built.toSorted(byText(({ from, to, port }) => `${from}\n${to}\n${port ?? ''}`)),
        firstMs,
        lastMs,
      }
    },
  }
}

const byText =
  <Item>(text: (item: Item) => string) =>
  (a: Item, b: Item): number =>
    text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0

function noteHttp(edge: OpenEdge, flow: SeenFlow, http: NonNullable<SeenFlow['http']>): void {
  const direction = flow.direction ?? 'unknown'
  const side = edge.sides.get(direction) ?? { requests: 0, answers: new Map<string, number>() }
  edge.sides.set(direction, side)
  if (!http.isResponse) side.requests += 1
  else {
    const status = http.code === null ? 'none' : String(http.code)
    side.answers.set(status, (side.answers.get(status) ?? 0) + 1)
    if (flow.latencyMs !== null) edge.latenciesMs.push(flow.latencyMs)
  }
}

function closeEdge(edge: OpenEdge, spanMs: number): FlowEdge {
  const all = [...edge.connections]
  const count = (which: (connection: Connection) => boolean): number =>
    all.filter(which).reduce((sum, connection) => sum + connection.count, 0)
  const verdicts = countsByName(all.map(({ verdict, count: stands }) => [verdict, stands] as const))
  const { calls, answers, failed } = callsOf(edge)
  const connections = count(() => true)
  const hasOpened = (connection: Connection): boolean =>
    edge.withRequests.has(connection) || !['DROPPED', 'ERROR'].includes(connection.verdict)
  const times = all.flatMap(({ firstMs, lastMs }) =>
    firstMs === null || lastMs === null ? [] : [firstMs, lastMs],
  )
  const sorted = Float64Array.from(edge.latenciesMs).sort()
  return {
    from: idOf(edge.from),
    to: idOf(edge.to),
    protocol: edge.protocol,
    port: edge.to.port,
    connections,
    older: count(({ older }) => older),
    opened: count(hasOpened),
    failedConnections: count((connection) => connection.verdict === 'ERROR' && !hasOpened(connection)),
    refused: count(({ verdict }) => verdict === 'DROPPED'),
    verdicts,
    dropReasons: [...new Set(all.flatMap(({ dropReasons }) => [...dropReasons]))].toSorted(),
    deniedBy: [...new Set(all.flatMap(({ deniedBy }) => [...deniedBy]))].toSorted(),
    encrypted: count((connection) => connection.encrypted && hasOpened(connection)),
    calls,
    answers,
    failed,
    latencyMs:
      sorted.length === 0 ? null : { p50: quantileSorted(sorted, 0.5), p99: quantileSorted(sorted, 0.99) },
    perSecond: spanMs < SHORTEST_SPAN_MS ? null : ((calls ?? connections) * 1000) / spanMs,
    firstMs: times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b)),
    lastMs: times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b)),
    shownMs: edge.shownMs,
    emitters: [...edge.emitters].toSorted(),
    guessed: count(({ guessed }) => guessed),
  }
}

/** Of the two ends of an edge, the one that saw more calls is believed: either may be without a proxy, or have lost records. */
function callsOf({ sides }: OpenEdge): Pick<FlowEdge, 'calls' | 'answers' | 'failed'> {
  const seen = [...sides.values()].map(({ requests, answers }) => {
    const answered = [...answers.values()].reduce((sum, count) => sum + count, 0)
    return { calls: Math.max(requests, answered), answers, answered }
  })
  const best = seen.toSorted((a, b) => b.calls - a.calls)[0]
  if (!best) return { calls: null, answers: {}, failed: null }
  const failed = [...best.answers]
    .filter(([status]) => status === 'none' || Number(status) >= FIRST_ERROR_STATUS)
    .reduce((sum, [, count]) => sum + count, 0)
  // Where an emitter reports requests only, what became of them is not known.
  return {
    calls: best.calls,
    answers: Object.fromEntries([...best.answers].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    failed: best.answered === 0 ? null : failed + (best.calls - best.answered),
  }
}
