/** Proves that a database itself counted every query that the pages of a proof needed. */
import { queryEdgesOf } from '../scenario/queries.ts'
import type { Topology } from '../scenario/schema.ts'
import type { DatabaseStats, Proof, ProofTraffic } from './claims.ts'
import type { QueryCounters } from './query-counters.ts'

/** A proof for each service and database: the server's count, by the name with which the service logs in. */
export const proveQueries = (topology: Topology, { pages, databases }: ProofTraffic): Proof[] =>
  queryEdgesOf(topology).map(({ from, to, queriesPerPage }) => {
    const expected = queriesPerPage * pages
    const observed = databases[to]?.queries[from] ?? 0
    return {
      kind: 'query',
      subject: { from, to },
      claim: `${to} answered every query of ${from}`,
      where: to,
      expected: { comparison: 'exactly', count: expected, unit: 'queries' },
      observed: { count: observed, unit: 'queries' },
      holds: observed === expected,
      source: "the database's own count (pg_stat_statements)",
    }
  })

/** What each database counted between two readings. */
export const sessionsBetween = (
  before: ReadonlyMap<string, DatabaseStats>,
  after: ReadonlyMap<string, DatabaseStats>,
): Record<string, DatabaseStats> =>
  Object.fromEntries(
    [...after].map(([name, now]) => [
      name,
      {
        queries: Object.fromEntries(
          Object.entries(now.queries).map(([service, count]) => [
            service,
            count - (before.get(name)?.queries[service] ?? 0),
          ]),
        ),
        sessions: now.sessions - (before.get(name)?.sessions ?? 0),
      },
    ]),
  )

const NONE: QueryCounters = { answered: 0, connections: 0, bytesSent: 0, bytesReceived: 0 }

/** What each service counted of its own queries between two readings. */
export const queriesBetween = (
  before: ReadonlyMap<string, { queries?: Record<string, QueryCounters> }>,
  after: ReadonlyMap<string, { queries?: Record<string, QueryCounters> }>,
): ProofTraffic['queries'] =>
  Object.fromEntries(
    [...after].flatMap(([service, { queries }]) =>
      queries === undefined
        ? []
        : [
            [
              service,
              Object.fromEntries(
                Object.entries(queries).map(([database, now]) => [
                  database,
                  difference(now, before.get(service)?.queries?.[database] ?? NONE),
                ]),
              ),
            ],
          ],
    ),
  )

const difference = (now: QueryCounters, then: QueryCounters): QueryCounters => ({
  answered: now.answered - then.answered,
  connections: now.connections - then.connections,
  bytesSent: now.bytesSent - then.bytesSent,
  bytesReceived: now.bytesReceived - then.bytesReceived,
})
