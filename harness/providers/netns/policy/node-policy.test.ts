import { expect, test } from 'vitest'
import { judgeCompiled } from '../../../policy/judge-compiled.ts'
import { armSchema, topologySchema, type Topology } from '../../../scenario/schema.ts'
import { planNode } from '../node/node.ts'
import { createOnceARun } from '../node/once-a-run.ts'
import { policyOfNode } from './node-policy.ts'

const CHAIN = {
  services: { front: { steps: [{ call: 'orders.shop' }] }, orders: { namespace: 'shop' } },
  page: [{ call: 'front' }],
}
const OPEN = topologySchema.parse(CHAIN)
const POLICED = topologySchema.parse({
  ...CHAIN,
  policy: {
    allow: [
      { from: 'client', to: ['front'] },
      { from: 'front', to: ['orders'] },
    ],
  },
})

const policyWith = (topology: Topology, policyRules = 0) =>
  policyOfNode(
    planNode({
      runId: '2026-11-24T10-00-00-0000',
      arm: { ...armSchema.parse({ datapath: 'ebpf', policyRules }), name: 'ebpf' },
      armIndex: 0,
      topology,
      runCgroup: '/cgroup',
      runtimeDir: '/run',
      configDir: '/config',
      logDir: '/log',
      onceARun: createOnceARun(),
    }),
  )!
const verdict = (topology: Topology, rules: number, from: string, to: string, port = 8080) =>
  judgeCompiled(policyWith(topology, rules), {
    ...{ from: { kind: 'pod', pod: from }, to: { kind: 'pod', pod: to } },
    ...{ protocol: 'TCP', port },
  }).refusedBy

test('without policy and rules a node has no policy', () => {
  expect(policyWith(OPEN)).toBeNull()
})

test('policy.allow selects the ingress of services and DNS, lets its calls pass, and everybody ask DNS', () => {
  expect(verdict(POLICED, 0, 'client', 'front')).toBeNull()
  expect(verdict(POLICED, 0, 'front', 'orders')).toBeNull()
  expect(verdict(POLICED, 0, 'client', 'orders')).toBe('ingress-default')
  expect(verdict(POLICED, 0, 'orders', 'front')).toBe('ingress-default')
  expect(verdict(POLICED, 0, 'orders', 'client')).toBeNull()
  expect(verdict(POLICED, 0, 'orders', 'dns', 53)).toBeNull()
  expect(verdict(POLICED, 0, 'orders', 'dns')).toBe('ingress-default')
})

test('an arm with rules and no policy.allow may make its calls and ask DNS, and no more, in both directions', () => {
  expect(verdict(OPEN, 10, 'client', 'front')).toBeNull()
  expect(verdict(OPEN, 10, 'front', 'orders')).toBeNull()
  expect(verdict(OPEN, 10, 'orders', 'dns', 53)).toBeNull()
  expect(verdict(OPEN, 10, 'orders', 'front')).toBe('egress-default')
  expect(verdict(OPEN, 10, 'dns', 'front')).toBe('egress-default')
  expect(verdict(OPEN, 10, 'client', 'orders')).toBe('ingress-default')
})

test('further rules match nobody: every pair has the same verdict with a thousand of them', () => {
  const names = ['client', 'dns', 'front', 'orders']
  for (const from of names)
    for (const to of names) expect(verdict(POLICED, 1000, from, to)).toBe(verdict(POLICED, 0, from, to))
  const { orders } = policyWith(OPEN, 1000).pods
  expect(orders!.ingress!.rules).toHaveLength(1 + 1000)
  expect(orders!.egress!.rules).toHaveLength(2 + 1000)
})

test('a database is selected too, and takes connections at its own port only', () => {
  const shop = {
    services: { front: { steps: [{ query: 'db' }] } },
    databases: { db: {} },
    page: [{ call: 'front' }],
  }
  const allow = [
    { from: 'client', to: ['front'] },
    { from: 'front', to: ['db'] },
  ]
  for (const [topology, rules] of [
    [topologySchema.parse({ ...shop, policy: { allow } }), 0],
    [topologySchema.parse(shop), 10],
  ] as const) {
    expect(verdict(topology, rules, 'front', 'db', 5432)).toBeNull()
    expect(verdict(topology, rules, 'front', 'db')).not.toBeNull()
    expect(verdict(topology, rules, 'client', 'db', 5432)).toBe('ingress-default')
  }
})
