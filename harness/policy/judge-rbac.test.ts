import { expect, test } from 'vitest'
import { rbacOf } from './envoy-rbac.ts'
import { callOf } from './evaluate/authorization-rule.ts'
import { judgeBySidecar } from './evaluate/by-sidecar.ts'
import { allowedByRbac } from './judge-rbac.ts'
import { parsePolicies } from './read/parse-policies.ts'
import { attemptsOf, worldOfCases } from './testing/case.ts'
import { ISTIO } from './testing/cases/istio.ts'
import { identityOf } from './world.ts'

test.each(ISTIO.map((one) => [`${one.number}: ${one.says}`, one] as const))(
  'compiled for Envoy, the verdict is that of the evaluator: %s',
  (_, one) => {
    const text = one.policies.map((policy) => JSON.stringify(policy)).join('\n---\n')
    const { authorization } = parsePolicies('case.yaml', text)
    const world = one.world ?? worldOfCases()
    for (const attempt of (one.probes ?? []).flatMap(attemptsOf)) {
      const { outcome, reason } = judgeBySidecar(world, authorization, attempt)
      const [from, to] = [identityOf(world, attempt.from), identityOf(world, attempt.to)]
      // Without a sidecar nobody has the rules, and mutual TLS is none of them.
      if (to.kind !== 'pod' || to.pod.mesh === null || ['self', 'no-mutual-tls'].includes(reason)) continue
      const isMutual = from.kind === 'pod' && from.pod.mesh !== null && to.pod.mesh.mutualTls !== 'disabled'
      const filters = rbacOf(world, authorization, to.name)
      const rules = attempt.http === undefined ? filters.network : filters.http
      const allowed = allowedByRbac(rules, callOf(world, from, to.pod, attempt, isMutual))
      expect({ attempt, allowed }).toEqual({ attempt, allowed: outcome === 'allowed' })
    }
  },
)

test('a rule that hopbench never writes is an error, and no verdict', () => {
  const policies = { one: { permissions: [{ metadata: {} }], principals: [{ any: true }] } }
  const call = { principal: null, sourceAddress: null, destinationAddress: '10.0.0.1', port: 80, http: null }
  expect(() => allowedByRbac([{ action: 'ALLOW', policies }], call)).toThrow('the RBAC rule metadata')
})
