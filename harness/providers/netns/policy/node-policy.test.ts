import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { judge } from '../../../policy/evaluate/enforcement-point.ts'
import { judgeCompiled } from '../../../policy/judge-compiled.ts'
import { loadPolicies } from '../../../policy/load-policies.ts'
import type { Policies } from '../../../policy/policy.ts'
import { armSchema, topologySchema, type Topology } from '../../../scenario/schema.ts'
import { planNode } from '../node/node.ts'
import { createOnceARun } from '../node/once-a-run.ts'
import { worldOf } from '../../shared/policy-world.ts'
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

const policyWith = (topology: Topology, policyRules = 0, policies?: Policies) =>
  policyOfNode(
    planNode({
      ...(policies && { policies }),
      strangers: STRANGERS,
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

const STRANGERS = [{ name: 'scraper', namespace: 'shop', inMesh: false }]

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

/** Only the front may call orders, by the name of the port; nobody of the shop may open anything but ask for names. */
const FILE = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: orders, namespace: shop }
spec:
  podSelector: { matchLabels: { app: orders } }
  ingress:
    - from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: front } } }]
      ports: [{ port: http }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: closed, namespace: shop }
spec:
  podSelector: {}
  egress: [{ to: [{ namespaceSelector: {}, podSelector: { matchLabels: { k8s-app: kube-dns } } }] }]
  policyTypes: [Egress]
`
function policiesOfFile(): Policies {
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-policies-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'shop.yaml'), FILE)
  return loadPolicies([join(folder, 'shop.yaml')])
}

test('policies of files say of every pair of pods, strangers too, what the plan says of it; further rules change nothing', () => {
  const policies = policiesOfFile()
  const world = worldOf(OPEN, { mesh: null, strangers: STRANGERS, addressOf: () => '' })
  const allowed: string[] = []
  for (const rules of [0, 1000]) {
    const compiled = policyWith(OPEN, rules, policies)
    for (const from of Object.keys(world.pods))
      for (const to of Object.keys(world.pods)) {
        const [protocol, port] = to === 'dns' ? (['UDP', 53] as const) : (['TCP', 8080] as const)
        const ends = { from: { kind: 'pod', pod: from }, to: { kind: 'pod', pod: to } } as const
        const planned = judge(world, policies, { ...ends, protocol, port }, BY_IDENTITY).outcome
        const isAllowed = judgeCompiled(compiled, { ...ends, protocol, port }).refusedBy === null
        expect([rules, from, to, isAllowed]).toEqual([rules, from, to, planned === 'allowed'])
        if (isAllowed && rules === 0 && from !== to) allowed.push(`${from} ${to}`)
      }
  }
  expect(allowed).toContain('front orders')
  expect(allowed).toContain('scraper dns')
  expect(allowed).not.toContain('client orders')
  expect(allowed).not.toContain('scraper front')
  const { front, orders } = policyWith(OPEN, 1000, policies).pods
  expect(front).toEqual({ ingress: null, egress: null })
  expect(orders!.ingress!.rules).toHaveLength(1 + 1000)
})

const BY_IDENTITY = { at: 'identity', enforcesRequests: false } as const
