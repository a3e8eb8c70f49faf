import { expect, test } from 'vitest'
import { checkTopology } from './check-topology.ts'
import { queryEdgesOf } from './queries.ts'
import { topologySchema } from './schema.ts'

const problems = (topology: object) =>
  checkTopology(topologySchema.parse(topology)).map(
    ({ path, key, message }) => `${[...path, ...(key === undefined ? [] : [key])].join('/')}  ${message}`,
  )
const page = [{ call: 'api.shop' }]
const api = (query: string) => ({ api: { namespace: 'shop', steps: [{ query }] } })

test('a query may name a database of its own namespace without the namespace, and any other with it', () => {
  const services = { api: { namespace: 'shop', steps: [{ query: 'db' }, { query: 'texts.data' }] } }
  const databases = { db: { namespace: 'shop' }, texts: { namespace: 'data' } }
  expect(problems({ services, databases, page })).toEqual([])
  expect(problems({ services: api('texts'), databases: { texts: { namespace: 'data' } }, page })).toEqual([
    'services/api/steps/0/query  texts would not resolve: api is in namespace shop, texts in data; call it texts.data',
  ])
})

test.each([
  [
    'a mistyped name',
    { services: api('dv'), databases: { db: { namespace: 'shop' } } },
    'did you mean "db"?',
  ],
  ['a query without any database', { services: api('db') }, 'is not a database of this topology'],
  ['a service', { services: { ...api('api') } }, 'queries api, which is not a database'],
])('%s is no database', (_, topology, message) => {
  expect(problems({ ...topology, page })[0]).toContain(message)
})

test('a database has a name of its own, and somebody must query it', () => {
  const services = { ...api('db') }
  expect(problems({ services, databases: { db: { namespace: 'shop' }, idle: {} }, page })).toEqual([
    'databases/idle  is never queried: query it from a service, or remove it',
  ])
  expect(problems({ services: api('api'), databases: { api: { namespace: 'shop' } }, page })).toContain(
    'databases/api  is the name of a service as well: choose another',
  )
})

test('a policy that forbids a query of the topology is refused', () => {
  const topology = { services: api('db'), databases: { db: { namespace: 'shop' } }, page }
  const allowed = [{ from: 'client', to: ['api'] }]
  expect(problems({ ...topology, policy: { allow: allowed } })).toEqual([
    'services/api/steps/0/query  the policy forbids api → db: allow it under policy.allow, or remove the query',
  ])
  const all = [...allowed, { from: 'api', to: ['db'] }]
  expect(problems({ ...topology, policy: { allow: all } })).toEqual([])
})

test('queries multiply with the requests of their service', () => {
  const services = {
    front: { steps: [{ call: 'api.shop' }, { call: 'api.shop' }] },
    api: { namespace: 'shop', steps: [{ query: 'db' }, { query: 'db', connection: 'per-request' }] },
  }
  const topology = topologySchema.parse({
    services,
    databases: { db: { namespace: 'shop' } },
    page: [{ call: 'front' }, { call: 'api.shop' }],
  })
  expect(queryEdgesOf(topology)).toEqual([
    { from: 'api', to: 'db', queriesPerPage: 6, connections: ['pool', 'per-request'] },
  ])
})
