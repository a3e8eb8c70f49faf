/** A graph as Kiali's API writes it (`GET /api/namespaces/graph`): rates between workloads, apps or services. */
import { z } from 'zod'
import { UsageError } from '../../errors.ts'
import { checkedJson, type JsonText } from '../../json/checked-json.ts'
import type { Change, ChangeKind } from '../change.ts'
import type { SourceDatabase, SourceService, System } from '../system.ts'
import { bareService } from './bare-service.ts'
import { addCountedCalls, sumOf, type CountedEdge } from './counted-edges.ts'
import { POSTGRES_PORT } from './not-http.ts'
import { withoutLoadGenerators } from './without-load-generators.ts'

/** Kiali writes rates as text with two decimals, a second. */
const ratesSchema = z.record(
  z.string(),
  z.union([z.string().regex(/^\d+(\.\d+)?$/, 'must be a rate such as "12.00"'), z.number()]),
)
const flag = z.boolean().optional()
const nodeSchema = z.object({
  id: z.string(),
  nodeType: z.string(),
  namespace: z.string().default(''),
  workload: z.string().optional(),
  app: z.string().optional(),
  version: z.string().optional(),
  service: z.string().optional(),
  isBox: z.string().optional(),
  isServiceEntry: z.unknown().optional(),
  isGateway: z.unknown().optional(),
  isRoot: flag,
  isWaypoint: flag,
})
const responseSchema = z.object({
  flags: z.record(z.string(), z.unknown()).nullish(),
  hosts: z.record(z.string(), z.unknown()).nullish(),
})
const edgeSchema = z.object({
  source: z.string(),
  target: z.string(),
  traffic: z
    .object({
      protocol: z.string().default('http'),
      rates: ratesSchema.nullish(),
      responses: z.record(z.string(), responseSchema).nullish(),
    })
    .nullish(),
})
const graphSchema = z.object({
  graphType: z.string().optional(),
  elements: z.object({
    nodes: z.array(z.object({ data: nodeSchema })).min(1),
    edges: z.array(z.object({ data: edgeSchema })).nullish(),
  }),
})
type Node = z.infer<typeof nodeSchema>
type Edge = z.infer<typeof edgeSchema>

const KIND = {
  what: 'graph of Kiali',
  advice: 'save what `GET /kiali/api/namespaces/graph?namespaces=…&graphType=workload&duration=600s` answers',
}

/** @throws UsageError with the place of what is not as Kiali writes it, and for a graph without a call */
export function readKiali(source: JsonText, value: unknown): System {
  const { elements, graphType } = checkedJson(source, value, graphSchema, KIND)
  const nodes = new Map(elements.nodes.map(({ data }) => [data.id, data]))
  const written = (elements.edges ?? []).map(({ data }) => data)
  const changes: Change[] = []
  const databases = new Map<string, SourceDatabase>()
  const flows: RatedEdge[] = []
  for (const edge of written) {
    const from = nodes.get(edge.source)
    const to = nodes.get(edge.target)
    if (!from || !to) {
      changes.push({
        kind: 'end missing',
        of: [from ? idOf(from) : edge.source, to ? idOf(to) : edge.target],
      })
      continue
    }
    if (from.isBox !== undefined || to.isBox !== undefined) continue
    const { what, rate } = rateOf(edge, to)
    if (what === 'call' || what === 'query') {
      flows.push({ from, to, rate, isQuery: what === 'query' })
      changes.push(...failuresOf(edge, from, to))
      if (edge.traffic?.protocol === 'grpc') changes.push({ kind: 'grpc', of: [idOf(from), idOf(to)] })
    } else changes.push({ kind: what, of: [idOf(from), idOf(to)], ...(rate !== null && { figure: rate }) })
  }
  const direct = withoutPassing(flows, graphType === 'service')
  // A waypoint's edge for bytes and one for calls may join the same two: the calls say more.
  const services = new Map<string, SourceService>()
  const entries = new Map<string, number>()
  const counted = new Map<string, CountedEdge>()
  for (const { from, to, rate, isQuery } of direct) {
    const ends = [idOf(from), idOf(to)] as const
    if (isOutside(to)) {
      changes.push({ kind: 'outside', of: [...ends] })
      continue
    }
    if (isQuery) databases.set(ends[1], { id: ends[1], name: nameOf(to), namespace: to.namespace })
    else services.set(ends[1], services.get(ends[1]) ?? bareService(ends[1], nameOf(to), to.namespace))
    if (isOutside(from)) {
      entries.set(ends[1], (entries.get(ends[1]) ?? 0) + (rate ?? 0))
      continue
    }
    if (isQuery) changes.push({ kind: 'queries guessed', of: [...ends] })
    services.set(ends[0], services.get(ends[0]) ?? bareService(ends[0], nameOf(from), from.namespace))
    const key = JSON.stringify(ends)
    counted.set(key, { from: ends[0], to: ends[1], calls: sumOf(counted.get(key)?.calls ?? null, rate) })
  }
  for (const id of databases.keys()) services.delete(id)
  if (services.size === 0)
    throw new UsageError(
      `the graph in ${source.file} has no call that a scenario could make: ${elements.nodes.length} nodes, ${written.length} edges`,
      'give a graph of a time with HTTP traffic: a longer `duration`, or other namespaces',
    )
  const gateways = new Set([...nodes.values()].filter(isGateway).map(idOf))
  const edges = [...counted.values()]
    .filter(({ from }) => services.has(from))
    .toSorted((a, b) => byText(a.from, b.from) || byText(a.to, b.to))
  addCountedCalls(services, edges, entries, (id) => gateways.has(id))
  return withoutLoadGenerators({
    kind: 'kiali',
    counts: { nodes: nodes.size, edges: written.length },
    services: sorted(services),
    databases: sorted(databases),
    entries: [...entries.keys()].filter((id) => services.has(id)).toSorted(),
    entriesAreKnown: false,
    changes,
    unknown: ['order', 'answer sizes', 'request sizes', 'work'],
  })
}

interface RatedEdge {
  from: Node
  to: Node
  /** Calls a second; null for queries, of which only bytes are known. */
  rate: number | null
  isQuery: boolean
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const sorted = <Value>(map: ReadonlyMap<string, Value>): Map<string, Value> =>
  new Map([...map].toSorted(([a], [b]) => byText(a, b)))

function nameOf({ nodeType, workload, app, version, service, id }: Node): string {
  if (nodeType === 'service') return service ?? id
  if (nodeType === 'app')
    return [app ?? workload ?? id, ...(version && version !== 'latest' ? [version] : [])].join('-')
  return workload ?? app ?? service ?? id
}

const idOf = (node: Node): string => `${node.namespace}/${nameOf(node)}`

/** What Istio calls traffic to a host that it does not know. */
const BEYOND = new Set(['PassthroughCluster', 'BlackHoleCluster', 'unknown'])

const isOutside = (node: Node): boolean =>
  node.nodeType === 'unknown' ||
  // A service of Kubernetes has no dot in its name: this is a host elsewhere.
  (node.nodeType === 'service' && nameOf(node).includes('.')) ||
  (node.isServiceEntry ?? null) !== null ||
  BEYOND.has(nameOf(node))

const isGateway = (node: Node): boolean => (node.isGateway ?? null) !== null || /gateway/.test(nameOf(node))

/** What an edge is: a call with its rate, a query, or the reason why a scenario cannot make it. */
function rateOf(edge: Edge, to: Node): { what: 'call' | 'query' | ChangeKind; rate: number | null } {
  const { protocol = 'http', rates, responses } = edge.traffic ?? {}
  const rate = Number(rates?.[protocol] ?? 0)
  if (rate === 0) return { what: 'idle', rate: null }
  if (protocol !== 'tcp') return { what: 'call', rate }
  const hosts = Object.values(responses ?? {}).flatMap(({ hosts }) => Object.keys(hosts ?? {}))
  const isPostgres =
    hosts.some((host) => host.endsWith(`:${POSTGRES_PORT}`)) || /postgres|(^|-)pg(-|$)/.test(nameOf(to))
  return isPostgres ? { what: 'query', rate: null } : { what: 'no call rate', rate }
}

/** Envoy's flag for a request whose retries were used up. */
const RETRIES_USED_UP = 'URX'

function failuresOf({ traffic }: Edge, from: Node, to: Node): Change[] {
  const of = [idOf(from), idOf(to)]
  const percent = Number(traffic?.rates?.[`${traffic.protocol}PercentErr`] ?? 0)
  const flags = Object.values(traffic?.responses ?? {}).flatMap(({ flags }) => Object.keys(flags ?? {}))
  return [
    ...(percent > 0 ? [{ kind: 'errors' as const, of, name: `${percent} %` }] : []),
    ...(flags.some((flag) => flag.split(',').includes(RETRIES_USED_UP))
      ? [{ kind: 'retries' as const, of }]
      : []),
  ]
}

/** Edges with nodes that only pass requests on replaced by edges past them; each callee gets its share of each caller's rate. */
function withoutPassing(flows: readonly RatedEdge[], isOfServices: boolean): RatedEdge[] {
  const callers = new Set(flows.map(({ from }) => from.id))
  // A service between its callers and its workloads, and a waypoint, are no hop that a user's program makes. A graph of services has no
  // workloads: there a service stands for its pods.
  const passing = new Set(
    flows
      .map(({ to }) => to)
      .filter(
        (node) =>
          node.isWaypoint === true || (!isOfServices && node.nodeType === 'service' && callers.has(node.id)),
      )
      .map(({ id }) => id),
  )
  const outOf = Map.groupBy(flows, ({ from }) => from.id)
  return flows
    .filter(({ from }) => !passing.has(from.id))
    .flatMap((edge) => {
      if (!passing.has(edge.to.id)) return [edge]
      const onward = (outOf.get(edge.to.id) ?? []).filter(({ to }) => !passing.has(to.id))
      const sum = onward.reduce((total, { rate }) => total + (rate ?? 0), 0)
      return onward.map(({ to, rate, isQuery }) => ({
        ...{ from: edge.from, to, isQuery },
        rate: edge.rate === null || rate === null || sum === 0 ? null : (edge.rate * rate) / sum,
      }))
    })
}
