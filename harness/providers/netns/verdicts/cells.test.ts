import { expect, test } from 'vitest'
import { parsePolicies } from '../../../policy/read/parse-policies.ts'
import { armSchema, topologySchema } from '../../../scenario/schema.ts'
import { planNode } from '../node/node.ts'
import { createOnceARun } from '../node/once-a-run.ts'
import { cellsOf } from '../../shared/verdicts/cells.ts'
import { worldOfSite } from '../policy/world-of-site.ts'

const TOPOLOGY = topologySchema.parse({
  services: {
    front: { steps: [{ call: 'orders.shop' }] },
    orders: { namespace: 'shop', steps: [{ query: 'db' }] },
  },
  databases: { db: { namespace: 'shop' } },
  page: [{ call: 'front' }],
})
const NODE = planNode({
  runId: '2026-11-24T10-00-00-0000',
  arm: { ...armSchema.parse({ datapath: 'ebpf' }), name: 'ebpf' },
  armIndex: 0,
  topology: TOPOLOGY,
  runCgroup: '/cgroup',
  runtimeDir: '/run',
  configDir: '/config',
  logDir: '/log',
  onceARun: createOnceARun(),
})
const SITE = {
  topology: TOPOLOGY,
  worldWith: (mesh: Parameters<typeof worldOfSite>[1]) => worldOfSite(NODE, mesh),
}
const POLICIES = parsePolicies(
  'policies.yaml',
  `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: orders, namespace: shop }
spec:
  podSelector: { matchLabels: { app: orders } }
  ingress:
    - from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: default } } }]
      ports: [{ port: 8080, endPort: 8081 }]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: no-admin, namespace: shop }
spec:
  selector: { matchLabels: { app: orders } }
  action: DENY
  rules: [{ to: [{ operation: { methods: [POST], paths: [/admin*] } }] }]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: db, namespace: shop }
spec:
  selector: { matchLabels: { app: db } }
  rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/orders] } }] }]
`,
)
const IDENTITY = { at: 'identity', enforcesRequests: false } as const

const rowsOf = (point?: Parameters<typeof cellsOf>[2]) =>
  cellsOf(SITE, POLICIES, point).cells.map(
    ({ from, to, port, request, expected, together }) =>
      `${from} ${to}:${port}${request ? ` ${request.method} ${request.path}` : ''}: ${expected.outcome}, ${together.outcome}`,
  )

test('each pair is asked what policies tell apart: methods and paths, named ports and one that nobody names', () => {
  const rows = rowsOf(IDENTITY).filter((row) => row.startsWith('client orders'))
  expect(rows.toSorted()).toEqual([
    'client orders:7999: dropped, dropped',
    'client orders:8080 DELETE /: allowed, allowed',
    'client orders:8080 DELETE /admin: allowed, allowed',
    'client orders:8080 GET /: allowed, allowed',
    'client orders:8080 GET /admin: allowed, allowed',
    'client orders:8080 POST /: allowed, allowed',
    'client orders:8080 POST /admin: allowed, 403',
    // For bytes, Istio leaves methods and paths out of a DENY policy.
    'client orders:8081: allowed, reset',
  ])
})

test('calls and queries of the page come first, and databases are tried too', () => {
  const rows = rowsOf({ at: 'proxy' })
  const needed = ['client front', 'front orders', 'orders db']
  const first = rows.findIndex((row) => !needed.some((pair) => row.startsWith(pair)))
  expect(rows.slice(first).some((row) => needed.some((pair) => row.startsWith(pair)))).toBe(false)
  expect(rows).toContain('orders db:5432: allowed, allowed')
  expect(rows).toContain('front db:5432: reset, reset')
})

test('an arm that enforces nothing is expected to let everything pass', () => {
  expect(rowsOf().filter((row) => !row.includes(': allowed,'))).toEqual([])
  expect(rowsOf()).toContain('front db:5432: allowed, reset')
})

test('behind a proxy, a port on which nobody listens is left out with the reason', () => {
  const { cells } = cellsOf(SITE, POLICIES, { at: 'proxy' })
  const left = cells.filter(({ notTried }) => notTried !== undefined)
  expect(left.length).toBeGreaterThan(0)
  expect(left.every(({ served }) => served === 'nothing')).toBe(true)
})
