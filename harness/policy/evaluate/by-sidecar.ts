/** What Istio's sidecar at the destination makes of an attempt: mutual TLS first, then AuthorizationPolicies, DENY before ALLOW. */
import type { Attempt, NotEnforced, Outcome, Verdict } from '../attempt.ts'
import type { AuthorizationPolicy, PolicyReference } from '../policy.ts'
import { selects } from '../selector.ts'
import { identityOf, type World, type WorldPod } from '../world.ts'
import { callOf, ruleMatches } from './authorization-rule.ts'

/**
 * An attempt without a request is judged by the filter for TCP, as on a port that is declared as TCP; sidecars take no other
 * protocol.
 * @throws Error for a pod that the world does not have
 */
export function judgeBySidecar(
  world: World,
  policies: readonly AuthorizationPolicy[],
  attempt: Attempt,
): Verdict {
  const [from, to] = [identityOf(world, attempt.from), identityOf(world, attempt.to)]
  if (to.kind !== 'pod') return allowed('no-enforcement-point')
  const ofWorkload = policiesOf(world, policies, to.pod)
  const because = (why: NotEnforced['why']): Verdict => ({
    ...allowed('no-enforcement-point'),
    notEnforced: ofWorkload.map(({ policy }) => ({ policy, why })),
  })
  if (from.kind === 'pod' && from.name === to.name) return allowed('self')
  if (to.pod.mesh === null) return because('no-sidecar')
  if (attempt.protocol !== 'TCP' || attempt.port === null) return because('not-tcp')
  const isMutual = from.kind === 'pod' && from.pod.mesh !== null && to.pod.mesh.mutualTls !== 'disabled'
  if (!isMutual && to.pod.mesh.mutualTls === 'strict')
    return { outcome: 'reset', reason: 'no-mutual-tls', by: [], notEnforced: [] }
  const call = callOf(world, from, to.pod, attempt, isMutual)
  const dryRuns = ofWorkload.filter(({ dryRun, action }) => dryRun && action !== 'AUDIT')
  const verdict = judge(
    ofWorkload.filter(({ dryRun }) => !dryRun),
    (policy) => policy.rules.some((rule) => ruleMatches(rule, policy, call)),
    attempt.http === undefined ? 'reset' : '403',
  )
  return { ...verdict, notEnforced: dryRuns.map(({ policy }) => ({ policy, why: 'dry-run' })) }
}

/** AUDIT has no influence on the outcome. */
function judge(
  policies: readonly AuthorizationPolicy[],
  matches: (policy: AuthorizationPolicy) => boolean,
  denial: Outcome,
): Verdict {
  const denying = policies.filter((policy) => policy.action === 'DENY' && matches(policy))
  if (denying.length > 0) return verdictOf(denial, 'rule-denies', denying)
  const allows = policies.filter(({ action }) => action === 'ALLOW')
  if (allows.length === 0) return allowed('not-isolated')
  const allowing = allows.filter(matches)
  return allowing.length > 0
    ? verdictOf('allowed', 'rule-allows', allowing)
    : verdictOf(denial, 'no-rule-allows', allows)
}

/** The policies of a workload: those of its namespace and of the root namespace whose selector finds it. */
export const policiesOf = (
  world: World,
  policies: readonly AuthorizationPolicy[],
  pod: WorldPod,
): AuthorizationPolicy[] =>
  policies.filter(
    ({ policy, selects: selector }) =>
      (policy.namespace === pod.namespace || policy.namespace === world.rootNamespace) &&
      selects(selector, world, pod),
  )

const verdictOf = (
  outcome: Outcome,
  reason: Verdict['reason'],
  policies: readonly { policy: PolicyReference }[],
): Verdict => ({ outcome, reason, by: policies.map(({ policy }) => policy), notEnforced: [] })

const allowed = (reason: Verdict['reason']): Verdict => verdictOf('allowed', reason, [])
