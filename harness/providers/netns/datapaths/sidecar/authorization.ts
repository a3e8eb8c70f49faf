/** The AuthorizationPolicies of a scenario in the sidecars of an arm, and proofs that they are in force. */
import { tryPolicyMatrix } from '../../../../arm/policy-matrix.ts'
import { rbacOf, type RbacFilters } from '../../../../policy/envoy-rbac.ts'
import { judgeBySidecar } from '../../../../policy/evaluate/by-sidecar.ts'
import { nameOf } from '../../../../policy/policy.ts'
import { UNMARKED } from '../../../../workload/page-mark.ts'
import { callAttempt, pairsOf } from '../../../shared/policy-calls.ts'
import { SERVICE_PORT, type NodeSite, type Probes, type Proof } from '../../datapath.ts'
import type { Pod } from '../../node/pod.ts'
import { worldOfSite } from '../../policy/world-of-site.ts'
import { tryFrom } from '../../proofs/attempts.ts'
import { authorizationPoliciesOf } from './authorization-policies.ts'

/** Only sidecars that require mutual TLS enforce policies: without TLS no caller has a principal. */
const STRICT = { mutualTls: 'strict' } as const

/** What the sidecar of a pod refuses; nothing without policies. */
export const authorizationOf = (site: NodeSite, pod: Pod): RbacFilters =>
  rbacOf(worldOfSite(site, STRICT), authorizationPoliciesOf(site), pod.name)

export const policySettings = (site: NodeSite): Record<string, string> => {
  const policies = site.policies?.authorization ?? []
  const { policyRules } = site.arm
  return {
    ...(policies.length > 0 && {
      'authorization policies': policies.map(({ policy }) => nameOf(policy)).join(', '),
    }),
    ...(site.topology.policy && {
      'authorization policies': "one for each pod that is called, of the scenario's policy",
    }),
    ...(policyRules > 0 && { 'further authorization rules': `${policyRules} for each pod that is called` }),
  }
}

/** Whether the client may ask a service for "/", as the policies say. */
export const clientMayCall = (site: NodeSite, service: string): boolean =>
  expectedAnswer(site, site.client.name, service) === ANSWERED

/** Every service calls every other service and database, as on each datapath that enforces a scenario's policy. No proofs without one. */
export const proveScenarioPolicy = (site: NodeSite, probes: Probes): Promise<Proof[]> =>
  tryPolicyMatrix(
    { topology: site.topology, hostOf: (name) => hostOf(site, name), port: SERVICE_PORT },
    probes,
  )

/** Every caller asks every other service, and each answer must be the one that the policies give. No proofs without AuthorizationPolicies. */
export async function proveAuthorization(site: NodeSite): Promise<Proof[]> {
  if (authorizationPoliciesOf(site).length === 0) return []
  const proofs: Proof[] = []
  // Databases are in the verdict matrix: they answer no HTTP.
  const pairsWithServices = pairsOf(site.topology).filter(({ to }) => to in site.topology.services)
  const byCaller = Map.groupBy(pairsWithServices, ({ from }) => from)
  for (const [from, pairs] of byCaller) {
    const caller = site.pods.find(({ name }) => name === from)!
    const vipOf = (service: string) => site.services.find(({ name }) => name === service)!.vip
    const attempts = pairs.map(({ to }) => ({
      address: vipOf(to),
      port: SERVICE_PORT,
      host: hostOf(site, to),
    }))
    const outcomes = await tryFrom(caller, 'program', attempts)
    proofs.push(...pairs.map(({ to }, n) => proofOf(from, to, expectedAnswer(site, from, to), outcomes[n]!)))
  }
  return proofs
}

const proofOf = (from: string, to: string, expected: string, observed: string): Proof => ({
  kind: 'policy',
  subject: { from, to },
  claim: `${from} ${expected === ANSWERED ? 'may' : 'may not'} ask ${to} for /`,
  where: `${from} → ${to}`,
  expected: { text: expected },
  observed: { text: observed },
  holds: observed === expected,
  source: `HTTP client in the pod of ${from}`,
})

const ANSWERED = 'HTTP 200'

/** The name of a service or database for a caller in any namespace. */
const hostOf = ({ services, databases }: NodeSite, name: string): string =>
  `${name}.${[...services, ...databases].find((server) => server.name === name)!.namespace}`

function expectedAnswer(site: NodeSite, from: string, to: string): string {
  const attempt = callAttempt(site.topology, from, to, { path: UNMARKED, host: hostOf(site, to) })
  const { outcome } = judgeBySidecar(worldOfSite(site, STRICT), authorizationPoliciesOf(site), attempt)
  return outcome === 'allowed' ? ANSWERED : `HTTP ${outcome}`
}
