/** Calls straight to the address of a pod, and what counters can say of a pod that gets them. */
import { expect, test } from 'vitest'
import type { ProofTraffic } from '../../../arm/claims.ts'
import { topologySchema } from '../../../scenario/schema.ts'
import { armSpec } from '../testing/run-site.ts'
import { armNames } from '../workload/arm-names.ts'
import { claimAt, expectedAt, targetsOf } from './targets.ts'

/** Of two calls of stock one goes past its name; prices is called past its name only. */
const TOPOLOGY = topologySchema.parse({
  services: {
    orders: {
      steps: [{ call: 'stock' }, { call: 'stock', to: 'pod-address' }, { call: 'prices', to: 'pod-address' }],
    },
    stock: {},
    prices: {},
  },
  page: [{ call: 'orders' }],
})
const TRAFFIC: ProofTraffic = {
  pages: 23,
  requests: { orders: { client: 23 }, stock: { orders: 46 }, prices: { orders: 23 } },
  connectionsAccepted: { orders: 23, stock: 2, prices: 1 },
  ...{ databases: {}, queries: {}, dnsQueries: NaN },
}
const names = armNames('2026-01-01T00-00-00-abcd', armSpec('direct'), TOPOLOGY)
const targets = (each: 'service' | 'caller' | 'edge') => targetsOf(each, TOPOLOGY, names)

test.each([
  ['requests in', 'service', { orders: 23, stock: 46, prices: 23 }],
  ['requests by name', 'service', { orders: 23, stock: 23, prices: 0 }],
  ['requests out', 'caller', { client: 23, orders: 23 }],
  ['calls of the edge', 'edge', { 'client → orders': 23, 'orders → stock': 23, 'orders → prices': 0 }],
  ['connections past names', 'caller', { client: 0, orders: 1 }],
] as const)('%s of each %s', (expected, each, counts) => {
  expect(
    Object.fromEntries(
      targets(each).map((target) => [target.title, expectedAt(expected, target, TRAFFIC, TOPOLOGY)]),
    ),
  ).toEqual(counts)
})

test('of connections to a pod that some reach by its address, a rule has translated at most all', () => {
  const proof = { claim: 'Each was translated', comparison: 'exactly', expected: 'connections in' } as const
  expect(targets('service').map((target) => claimAt(proof, target, TOPOLOGY))).toEqual([
    { claim: 'Each was translated', comparison: 'exactly' },
    { claim: 'Each was translated, but for those to the address of its pod', comparison: 'at most' },
    { claim: 'Each was translated, but for those to the address of its pod', comparison: 'at most' },
  ])
})

test('a proxy passes connections through for a pod that calls addresses, and for no other', () => {
  const proof = { claim: 'None passed', comparison: 'exactly', expected: 'connections past names' } as const
  expect(targets('caller').map((target) => claimAt(proof, target, TOPOLOGY))).toEqual([
    { claim: 'None passed', comparison: 'exactly' },
    { claim: 'None passed, but for those to addresses of pods', comparison: 'at least' },
  ])
})
