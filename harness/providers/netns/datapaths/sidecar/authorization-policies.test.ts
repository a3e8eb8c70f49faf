import { expect, test } from 'vitest'
import { rbacOf } from '../../../../policy/envoy-rbac.ts'
import { judgeBySidecar } from '../../../../policy/evaluate/by-sidecar.ts'
import { parsePolicies } from '../../../../policy/read/parse-policies.ts'
import { armSchema, topologySchema, type Topology } from '../../../../scenario/schema.ts'
import { pairAttempt, pairsOf } from '../../../shared/policy-calls.ts'
import { planNode } from '../../node/node.ts'
import { createOnceARun } from '../../node/once-a-run.ts'
import { worldOfSite } from '../../policy/world-of-site.ts'
import { authorizationPoliciesOf } from './authorization-policies.ts'

const CHAIN = {
  services: {
    front: { steps: [{ call: 'orders.shop' }] },
    orders: { namespace: 'shop', steps: [{ query: 'db' }] },
  },
  databases: { db: { namespace: 'shop' } },
  page: [{ call: 'front' }],
}
const OPEN = topologySchema.parse(CHAIN)
/** Orders takes calls of anybody in namespace default; nothing is said of front and the database. */
const FILE = parsePolicies(
  'policies.yaml',
  `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: orders, namespace: shop }
spec:
  selector: { matchLabels: { app: orders } }
  rules: [{ from: [{ source: { namespaces: [default] } }] }]
`,
)

const siteWith = (topology: Topology, policyRules: number, policies?: typeof FILE) =>
  planNode({
    runId: '2026-11-24T10-00-00-0000',
    arm: { ...armSchema.parse({ datapath: 'sidecar-mtls', policyRules }), name: 'mtls' },
    armIndex: 0,
    topology,
    ...(policies && { policies }),
    runCgroup: '/cgroup',
    runtimeDir: '/run',
    configDir: '/config',
    logDir: '/log',
    onceARun: createOnceARun(),
  })

const allowedPairs = (site: ReturnType<typeof siteWith>): string[] => {
  const world = worldOfSite(site, { mutualTls: 'strict' })
  return pairsOf(site.topology)
    .filter(
      ({ from, to }) =>
        judgeBySidecar(world, authorizationPoliciesOf(site), pairAttempt(site.topology, from, to)).outcome ===
        'allowed',
    )
    .map(({ from, to }) => `${from} ${to}`)
}

test('an arm without further rules has the policies of files and no others', () => {
  expect(authorizationPoliciesOf(siteWith(OPEN, 0))).toEqual([])
  expect(authorizationPoliciesOf(siteWith(OPEN, 0, FILE))).toEqual(FILE.authorization)
})

test('an arm with rules and no policies takes the calls and queries of its page, and no more', () => {
  for (const rules of [10, 1000])
    expect(allowedPairs(siteWith(OPEN, rules))).toEqual(['client front', 'front orders', 'orders db'])
})

test.each([0, 10])('policy.allow of the scenario says who may call, with %i further rules', (rules) => {
  const allow = [
    { from: 'client', to: ['front', 'orders'] },
    { from: 'front', to: ['orders'] },
    { from: 'orders', to: ['db'] },
  ]
  const policed = topologySchema.parse({ ...CHAIN, policy: { allow } })
  expect(allowedPairs(siteWith(policed, rules))).toEqual([
    ...['client front', 'client orders', 'front orders', 'orders db'],
  ])
})

test('further rules beside policies of files change no verdict, and stand where something is allowed only', () => {
  expect(allowedPairs(siteWith(OPEN, 1000, FILE))).toEqual(allowedPairs(siteWith(OPEN, 0, FILE)))
  const site = siteWith(OPEN, 1000, FILE)
  const rulesOf = (pod: string): string[] =>
    rbacOf(worldOfSite(site, { mutualTls: 'strict' }), authorizationPoliciesOf(site), pod).http.flatMap(
      ({ policies }) => Object.keys(policies),
    )
  expect(rulesOf('front')).toEqual([])
  // Envoy asks rules in the order of their names: the one that matches is the last.
  const names = rulesOf('orders').toSorted()
  expect(names).toHaveLength(1001)
  expect(names.at(-1)).toBe('ns[shop]-policy[orders]-rule[0]')
})
