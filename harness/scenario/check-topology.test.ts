/** Topologies that the schema accepts but a cluster would not. */
import { describe, expect, test } from 'vitest'
import { checkTopology } from './check-topology.ts'
import { topologySchema } from './schema.ts'

const messages = (topology: unknown): string[] =>
  checkTopology(topologySchema.parse(topology)).map(({ path, key, message }) =>
    [...path, ...(key === undefined ? [] : [key])].join('/').concat('  ', message),
  )
const calls = (...names: string[]) => ({ steps: names.map((call) => ({ call })) })

test('a chain is good', () => {
  expect(messages({ services: { a: calls('b'), b: {} }, page: [{ call: 'a' }] })).toEqual([])
})

describe('calls', () => {
  test('to an undefined service', () => {
    expect(messages({ services: { orders: {} }, page: [{ call: 'orders' }, { call: 'order' }] })).toEqual([
      'page/1/call  calls order, which is not a service of this topology; did you mean "orders"?',
    ])
  })
  test('to a name every JavaScript object has', () => {
    expect(messages({ services: { a: {} }, page: [{ call: 'a' }, { call: 'constructor' }] })).toHaveLength(1)
  })
  test('inside a parallel step', () => {
    const page = [{ parallel: [{ call: 'a' }, { call: 'x' }] }]
    expect(messages({ services: { a: {} }, page })).toEqual([
      'page/0/parallel/1/call  calls x, which is not a service of this topology',
    ])
  })
  test('into another namespace by a bare name would not resolve', () => {
    const services = { a: { namespace: 'web', ...calls('b') }, b: { namespace: 'data' } }
    expect(messages({ services, page: [{ call: 'a.web' }] })).toEqual([
      'services/a/steps/0/call  b would not resolve: a is in namespace web, b in data; call it b.data',
    ])
  })
  test('by a namespace the service is not in', () => {
    expect(messages({ services: { a: {} }, page: [{ call: 'a.web' }] })).toEqual([
      'page/0/call  a.web would not resolve: client is in namespace default, a in default; call it a.default',
    ])
  })
})

describe('services', () => {
  test('that call each other in a circle are named in the order of their calls', () => {
    const services = { a: calls('b'), b: calls('c'), c: calls('b') }
    expect(messages({ services, page: [{ call: 'a' }] })).toEqual([
      'services/b  calls itself in a circle: b → c → b',
    ])
  })
  test('that nobody calls', () => {
    expect(messages({ services: { a: {}, b: {} }, page: [{ call: 'a' }] })).toEqual([
      'services/b  is never called: call it from the page or a service, or remove it',
    ])
  })
  test('with the name of a pod that every arm has', () => {
    expect(messages({ services: { client: {} }, page: [{ call: 'client' }] })).toContain(
      'services/client  is the name of a pod that every arm has: choose another',
    )
  })
})

describe('a policy', () => {
  const services = { a: calls('b'), b: {} }
  const page = [{ call: 'a' }]
  test('that allows every call of the topology is good', () => {
    const allow = [
      { from: 'client', to: ['a'] },
      { from: 'a', to: ['b'] },
    ]
    expect(messages({ services, page, policy: { allow } })).toEqual([])
  })
  test('that forbids a call of the topology', () => {
    expect(messages({ services, page, policy: { allow: [{ from: 'client', to: ['a'] }] } })).toEqual([
      'services/a/steps/0/call  the policy forbids a → b: allow it under policy.allow, or remove the call',
    ])
  })
  test('that names an undefined service', () => {
    const allow = [
      { from: 'client', to: ['a'] },
      { from: 'a', to: ['b', 'orders'] },
    ]
    expect(messages({ services, page, policy: { allow } })).toEqual([
      'policy/allow/1/to/1  names orders, which is not a service or database',
    ])
  })
})
