/** Facts that follow from a topology's databases: which service queries which of them, and how often for one page. */
import type { Query, Topology } from './schema.ts'
import { requestsPerPage, serviceOf } from './topology.ts'

export interface QueryEdge {
  /** Name of a service. */
  from: string
  /** Name of a database. */
  to: string
  queriesPerPage: number
  /** Whether some of the queries open a connection of their own. */
  connections: Query['connection'][]
}

/** The queries of each service, in the order of its steps. */
export const queriesBy = ({
  services,
}: Pick<Topology, 'services'>): { from: string; query: Query; step: number }[] =>
  Object.entries(services).flatMap(([from, { steps }]) =>
    steps.flatMap((query, step) => ('query' in query ? [{ from, query, step }] : [])),
  )

/** Who queries which database, and how often for one page. The topology must have no cycle. */
export function queryEdgesOf(topology: Topology): QueryEdge[] {
  const requests = requestsPerPage(topology)
  const edges = new Map<string, QueryEdge>()
  for (const { from, query } of queriesBy(topology)) {
    const to = serviceOf(query.query)
    const key = JSON.stringify([from, to])
    const edge = edges.get(key) ?? { from, to, queriesPerPage: 0, connections: [] }
    edge.queriesPerPage += requests(from)
    if (!edge.connections.includes(query.connection)) edge.connections.push(query.connection)
    edges.set(key, edge)
  }
  return [...edges.values()]
}

/** Names and namespaces of the topology's databases; an empty list without databases. */
export const databasesOf = ({
  databases = {},
}: Pick<Topology, 'databases'>): { name: string; namespace: string }[] =>
  Object.entries(databases).map(([name, { namespace }]) => ({ name, namespace }))
