import { expect, test } from 'vitest'
import { topologySchema, type Topology } from '../scenario/schema.ts'
import { tryPolicyMatrix } from './policy-matrix.ts'

const topology = topologySchema.parse({
  services: { front: { steps: [{ call: 'orders.shop' }] }, orders: { namespace: 'shop' } },
  page: [{ call: 'front' }],
  policy: {
    allow: [
      { from: 'client', to: ['front'] },
      { from: 'front', to: ['orders'] },
    ],
  },
})

/** The pairs whose proof fails when the calls end as `outcomes` says. */
async function failures(outcomes: Record<string, string>, refusal?: string, of: Topology = topology) {
  const matrix = { topology: of, hostOf: (service: string) => service, port: 80, ...(refusal && { refusal }) }
  const proofs = await tryPolicyMatrix(matrix, {
    http: (from, to) => Promise.resolve(outcomes[`${from} → ${to}`] ?? 'not asked'),
    dns: () => Promise.reject(new Error('no DNS here')),
    database: (from, to) => Promise.resolve(outcomes[`${from} → ${to}`] ?? 'not asked'),
  })
  return proofs.filter(({ holds }) => !holds).map(({ claim, where }) => ({ claim, where }))
}

test('every pair is tried: what is allowed must be answered, what is not must be refused', async () => {
  expect(await failures({ 'front → orders': '200', 'orders → front': '403' })).toEqual([])
  expect(await failures({ 'front → orders': 'timeout', 'orders → front': '200' })).toEqual([
    { claim: 'front may call orders', where: 'front → orders' },
    { claim: 'orders may not call front', where: 'orders → front' },
  ])
})

test('a datapath that refuses in one way only must have refused in that way', async () => {
  expect(await failures({ 'front → orders': '200', 'orders → front': 'timeout' }, 'timeout')).toEqual([])
  expect(await failures({ 'front → orders': '200', 'orders → front': 'ENOTFOUND' }, 'timeout')).toEqual([
    { claim: 'orders may not call front', where: 'orders → front' },
  ])
})

test('without a policy nothing is tried', async () => {
  const { services, page } = topology
  expect(await failures({}, undefined, { services, page })).toEqual([])
})
