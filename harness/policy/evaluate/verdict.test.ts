/** What a verdict says besides its outcome: who decided, why, and what nobody enforces here. */
import { expect, test } from 'vitest'
import { compile, withRequestRules } from '../compile.ts'
import { nameOf } from '../policy.ts'
import { parsePolicies } from '../read/parse-policies.ts'
import {
  attemptsOf,
  authorizationPolicy,
  ciliumPolicy,
  label,
  networkPolicy,
  probe,
  withPods,
  worldOfCases,
} from '../testing/case.ts'
import { judgeByIdentity } from './by-identity.ts'
import { judgeBySidecar } from './by-sidecar.ts'

const policies = (...objects: object[]) =>
  parsePolicies('test.yaml', objects.map((one) => JSON.stringify(one)).join('\n---\n'))
const attempt = (from: string, to: string, http?: object) =>
  attemptsOf(probe(from, to, 'ALLOW', http ? { http } : {}))[0]!
const WORLD = worldOfCases()
const named = (name: string, policy: { metadata: object }) => ({
  ...policy,
  metadata: { ...policy.metadata, name },
})

const closed = named('closed', networkPolicy('x', { podSelector: {}, policyTypes: ['Ingress'] }))
const fromY = named(
  'from-y',
  networkPolicy('x', { podSelector: {}, ingress: [{ from: [{ namespaceSelector: label({ ns: 'y' }) }] }] }),
)
const notB = named(
  'not-b',
  ciliumPolicy('x', {
    endpointSelector: {},
    ingressDeny: [{ fromEndpoints: [label({ pod: 'b', 'k8s:io.kubernetes.pod.namespace': 'y' })] }],
  }),
)
const onlyGet = named(
  'only-get',
  ciliumPolicy('x', {
    endpointSelector: {},
    ingress: [
      { toPorts: [{ ports: [{ port: '80', protocol: 'TCP' }], rules: { http: [{ method: 'GET' }] } }] },
    ],
  }),
)
const byIdentity = (from: string, to: string, enforcesRequests = true, http?: object) => {
  const verdict = judgeByIdentity(
    WORLD,
    policies(closed, fromY, notB, ...(http ? [onlyGet] : [])).network,
    attempt(from, to, http),
    { enforcesRequests },
  )
  return [verdict.outcome, verdict.reason, verdict.by.map(nameOf)]
}

test('a verdict names the policies that allowed, that denied, and that left nothing else', () => {
  expect(byIdentity('y/a', 'x/a')).toEqual(['allowed', 'rule-allows', ['NetworkPolicy x/from-y']])
  expect(byIdentity('y/b', 'x/a')).toEqual(['dropped', 'rule-denies', ['CiliumNetworkPolicy x/not-b']])
  expect(byIdentity('z/a', 'x/a')).toEqual([
    'dropped',
    'no-rule-allows',
    ['NetworkPolicy x/closed', 'NetworkPolicy x/from-y', 'CiliumNetworkPolicy x/not-b'],
  ])
  expect(byIdentity('x/a', 'z/a')).toEqual(['allowed', 'not-isolated', []])
  expect(byIdentity('z/a', 'x/a', true, { method: 'POST' })).toEqual([
    '403',
    'no-request-rule-allows',
    ['CiliumNetworkPolicy x/only-get'],
  ])
})

test("a pod's own node reaches the pod, unless a policy denies the node", () => {
  expect(byIdentity('host', 'x/a')).toEqual(['allowed', 'own-node', []])
  const denied = policies(
    ciliumPolicy('x', { endpointSelector: {}, ingressDeny: [{ fromEntities: ['host'] }] }),
  )
  expect(
    judgeByIdentity(WORLD, denied.network, attempt('host', 'x/a'), { enforcesRequests: true }).outcome,
  ).toBe('dropped')
})

test('a datapath without a proxy lets the port through, and the verdict says which HTTP rules nobody enforced', () => {
  const { network } = policies(onlyGet)
  const verdict = judgeByIdentity(WORLD, network, attempt('z/a', 'x/a', { method: 'POST' }), {
    enforcesRequests: false,
  })
  expect(verdict.outcome).toBe('allowed')
  expect(verdict.notEnforced).toEqual([
    { policy: { kind: 'CiliumNetworkPolicy', namespace: 'x', name: 'only-get' }, why: 'http-rules' },
  ])
  expect(withRequestRules(network)).toEqual(['CiliumNetworkPolicy x/only-get'])
  expect(withRequestRules(policies(closed, notB).network)).toEqual([])
})

test('an AuthorizationPolicy that is only logged, or whose pod has no sidecar, is named as not enforced', () => {
  const mesh = worldOfCases({ mutualTls: 'strict' })
  const dry = named(
    'dry',
    authorizationPolicy(
      'x',
      { action: 'DENY', rules: [{}] },
      { annotations: { 'istio.io/dry-run': 'true' } },
    ),
  )
  const wet = named('wet', authorizationPolicy('x', {}))
  const reference = (name: string) => ({ kind: 'AuthorizationPolicy', namespace: 'x', name })
  const { authorization } = policies(dry, wet)
  expect(judgeBySidecar(mesh, authorization, attempt('y/a', 'x/a', {}))).toEqual({
    outcome: '403',
    reason: 'no-rule-allows',
    by: [reference('wet')],
    notEnforced: [{ policy: reference('dry'), why: 'dry-run' }],
  })
  const without = withPods(mesh, { 'x/a': { mesh: null } })
  expect(judgeBySidecar(without, authorization, attempt('y/a', 'x/a', {})).notEnforced).toEqual([
    { policy: reference('dry'), why: 'no-sidecar' },
    { policy: reference('wet'), why: 'no-sidecar' },
  ])
})

test('for TCP an ALLOW rule with fields of HTTP allows nothing, and a DENY rule with nothing else denies all', () => {
  const mesh = worldOfCases({ mutualTls: 'permissive' })
  const rules = [{ to: [{ operation: { methods: ['GET'] } }, { operation: { ports: ['80'] } }] }]
  const outcome = (action: string) =>
    judgeBySidecar(
      mesh,
      policies(authorizationPolicy('x', { action, rules })).authorization,
      attempt('y/a', 'x/a:81'),
    ).outcome
  expect(outcome('ALLOW')).toBe('reset')
  expect(outcome('DENY')).toBe('reset')
})

test('compiled rules hold each pod, and null where no policy isolates a direction', () => {
  const { pods } = compile(policies(fromY).network, WORLD)
  expect(Object.keys(pods)).toHaveLength(9)
  expect(pods['y/a']).toEqual({ ingress: null, egress: null })
  const policy = { kind: 'NetworkPolicy', namespace: 'x', name: 'from-y' }
  const allow = { verdict: 'allow', protocol: 'any', ports: null }
  expect(pods['x/a']).toEqual({
    ingress: {
      rules: [...['y/a', 'y/b', 'y/c'].map((pod) => ({ ...allow, peer: { kind: 'pod', pod }, policy }))],
    },
    egress: null,
  })
})
