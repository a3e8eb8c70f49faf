import { expect, test } from 'vitest'
import { topologySchema } from '../scenario/schema.ts'
import { proveQueries, queriesBetween, sessionsBetween } from './prove-queries.ts'

/** Each page asks `api` twice, and each time `api` queries the database once over a pool and once over a connection of its own. */
const topology = topologySchema.parse({
  services: { api: { steps: [{ query: 'db' }, { query: 'db', connection: 'per-request' }] } },
  databases: { db: {} },
  page: [{ call: 'api' }, { call: 'api' }],
})

const traffic = (counted: Record<string, number>) => ({
  ...{ pages: 23, requests: {}, connectionsAccepted: {}, queries: {}, dnsQueries: 0 },
  databases: { db: { queries: counted, sessions: 47 } },
})

test('a database must have counted exactly the queries that the pages needed', () => {
  expect(proveQueries(topology, traffic({ api: 92 }))).toMatchObject([
    { kind: 'query', subject: { from: 'api', to: 'db' }, expected: { count: 92 }, holds: true },
  ])
})

test.each([
  ['one too few', { api: 91 }],
  ['one too many', { api: 93 }],
  ['those of another service', { other: 92 }],
])('%s proves nothing', (_, counted) => {
  expect(proveQueries(topology, traffic(counted))).toMatchObject([{ holds: false }])
})

test('what is counted between two readings leaves out what was there before', () => {
  const at = (queries: number, sessions: number) => new Map([['db', { queries: { api: queries }, sessions }]])
  expect(sessionsBetween(at(10, 4), at(33, 5))).toEqual({ db: { queries: { api: 23 }, sessions: 1 } })
  const service = (answered: number) => {
    const counters = { answered, connections: 1, bytesSent: 2 * answered, bytesReceived: 9 * answered }
    return new Map([['api', { queries: { db: counters } }]])
  }
  expect(queriesBetween(new Map([['api', {}]]), service(5))).toEqual({
    api: { db: { answered: 5, connections: 1, bytesSent: 10, bytesReceived: 45 } },
  })
  expect(queriesBetween(service(3), service(5))).toEqual({
    api: { db: { answered: 2, connections: 0, bytesSent: 4, bytesReceived: 18 } },
  })
})
