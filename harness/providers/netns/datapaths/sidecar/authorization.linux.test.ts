/** Istio's AuthorizationPolicies in real Envoys: every answer is the one that the evaluator gives. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { judgeBySidecar } from '../../../../policy/evaluate/by-sidecar.ts'
import { parsePolicies } from '../../../../policy/read/parse-policies.ts'
import { requireNeed } from '../../../../system/require-need.ts'
import { callAttempt } from '../../../shared/policy-calls.ts'
import { worldOf } from '../../../shared/policy-world.ts'
import { SERVICE_PORT } from '../../datapath.ts'
import { hostNameOf } from '../../envoy/istio.ts'
import { tryFrom } from '../../proofs/attempts.ts'
import { proveAuthorization } from './authorization.ts'
import { sidecarMtls } from './index.ts'
import { broken, CHAIN, raiseMesh, type RaisedMesh } from './testing/raise-mesh.ts'

/** Who may ask orders, stock and prices for what; the pages of the chain are allowed. */
const POLICIES = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: orders, namespace: shop }
spec:
  selector: { matchLabels: { app: orders } }
  rules:
    - from: [{ source: { principals: [cluster.local/ns/default/sa/client] } }]
      to:
        - operation: { methods: [GET], notPaths: [/admin*] }
        - operation: { methods: [POST], paths: ["/carts/{*}/items/{**}"] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: stock, namespace: shop }
spec:
  selector: { matchLabels: { app: stock } }
  action: DENY
  rules:
    - from: [{ source: { notServiceAccounts: [orders] } }]
    - to: [{ operation: { hosts: [deny.example.com] } }]
    - when: [{ key: "request.headers[x-role]", values: [guest*] }]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: prices, namespace: back }
spec:
  rules:
    - from: [{ source: { namespaces: [shop] } }]
      to: [{ operation: { ports: ["8080"] } }]
`
const policies = parsePolicies('policies.yaml', POLICIES)

interface Request {
  from: string
  to: string
  method?: string
  path?: string
  host?: string
  headers?: Record<string, string>
}

const REQUESTS: Request[] = [
  ...['client', 'orders', 'stock', 'prices'].flatMap((from) =>
    ['orders', 'stock', 'prices'].filter((to) => to !== from).map((to) => ({ from, to })),
  ),
  ...['/admin', '/admin/x?y=1', '/%61dmin', '/x/../admin', '/ADMIN', '/'].map((path) => ({
    ...{ from: 'client', to: 'orders', path },
  })),
  ...['/carts/7/items/', '/carts/7/items/a/b', '/carts/7/8/items/a', '/carts//items/a', '/carts/7/items'].map(
    (path) => ({ from: 'client', to: 'orders', method: 'POST', path }),
  ),
  { from: 'client', to: 'orders', method: 'DELETE', path: '/' },
  ...['guest', 'guest-7', 'admin'].map((role) => ({
    ...{ from: 'orders', to: 'stock', headers: { 'x-role': role } },
  })),
]

describe.skipIf(await requireNeed('linux'))('sidecars with policies', () => {
  let mesh: RaisedMesh
  beforeAll(async () => (mesh = await raiseMesh(sidecarMtls, CHAIN, 59, policies)))
  afterAll(async () => {
    expect(await mesh.down()).toEqual([])
  })

  test('every proof holds, and those of the policy have both answers', async () => {
    const proofs = await mesh.prove()
    expect(broken(proofs)).toEqual([])
    const answers = proofs.filter(({ kind }) => kind === 'policy').map(({ observed }) => observed)
    expect(answers).toHaveLength(9)
    expect(new Set(answers.map((answer) => ('text' in answer ? answer.text : '')))).toEqual(
      new Set(['HTTP 200', 'HTTP 403']),
    )
  })

  test('each request has the answer that the evaluator gives it', async () => {
    const { topology, services, pods } = mesh.site
    const world = worldOf(topology, {
      mesh: { mutualTls: 'strict' },
      addressOf: (name) => pods.find((pod) => pod.name === name)!.address,
    })
    const rows = await Promise.all(
      REQUESTS.map(async ({ from, to, ...request }) => {
        const service = services.find(({ name }) => name === to)!
        const host = request.host ?? hostNameOf(service)
        const attempt = callAttempt(topology, from, to, { path: '/', ...request, host })
        const { outcome } = judgeBySidecar(world, policies.authorization, {
          ...attempt,
          http: { ...attempt.http!, headers: request.headers ?? {} },
        })
        const caller = pods.find(({ name }) => name === from)!
        const [seen] = await tryFrom(caller, 'program', [
          { address: service.vip, port: SERVICE_PORT, ...request, host },
        ])
        return {
          from,
          to,
          ...request,
          seen,
          expected: outcome === 'allowed' ? 'HTTP 200' : `HTTP ${outcome}`,
        }
      }),
    )
    expect(rows.filter(({ seen, expected }) => seen !== expected)).toEqual([])
    expect(new Set(rows.map(({ seen }) => seen))).toEqual(new Set(['HTTP 200', 'HTTP 403']))
  })

  test('policies that are not in force are found out, with every pair whose answer differs', async () => {
    const closed = parsePolicies('closed.yaml', POLICIES.replaceAll('/sa/client', '/sa/nobody'))
    const proofs = await proveAuthorization({ ...mesh.site, policies: closed })
    expect(broken(proofs).map(({ where, expected, observed }) => [where, expected, observed])).toEqual([
      ['client → orders', { text: 'HTTP 403' }, { text: 'HTTP 200' }],
    ])
  })
})
