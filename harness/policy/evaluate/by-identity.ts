/**
 * What a datapath by identity makes of an attempt: NetworkPolicy and Cilium's policies, at the source's and at the destination's pod.
 * A datapath without a proxy enforces no HTTP and DNS rules; such a rule then counts as one that allows its port.
 */
import type { Attempt, NotEnforced, Outcome, Verdict } from '../attempt.ts'
import type { Direction, NetworkRules, PolicyReference, Rule } from '../policy.ts'
import { selects } from '../selector.ts'
import { identityOf, type Identity, type World, type WorldPod } from '../world.ts'
import { allowsName, allowsRequest } from './http-rule.ts'
import { peersMatch, portsMatch } from './matching.ts'

export interface IdentityDatapath {
  /** Whether it has a proxy for HTTP and DNS rules. */
  enforcesRequests: boolean
}

/** @throws Error for a pod that the world does not have */
export function judgeByIdentity(
  world: World,
  policies: readonly NetworkRules[],
  attempt: Attempt,
  datapath: IdentityDatapath,
): Verdict {
  const [from, to] = [identityOf(world, attempt.from), identityOf(world, attempt.to)]
  if (from.kind === 'pod' && to.kind === 'pod' && from.name === to.name) return allowed('self')
  const at = (pod: WorldPod, direction: 'ingress' | 'egress', other: Identity): Verdict =>
    judgeDirection({ world, policies, attempt, pod, direction, other, callee: to, datapath })
  const verdicts = [
    ...(from.kind === 'pod' ? [at(from.pod, 'egress', to)] : []),
    ...(to.kind === 'pod' ? [at(to.pod, 'ingress', from)] : []),
  ]
  const denied = verdicts.find(({ outcome }) => outcome !== 'allowed')
  if (denied) return denied
  return {
    outcome: 'allowed',
    reason: verdicts.find(({ reason }) => reason !== 'not-isolated')?.reason ?? 'not-isolated',
    by: unique(verdicts.flatMap(({ by }) => by)),
    notEnforced: verdicts.flatMap(({ notEnforced }) => notEnforced),
  }
}

interface DirectionSite {
  world: World
  policies: readonly NetworkRules[]
  attempt: Attempt
  /** The pod whose policies are asked, in one direction. */
  pod: WorldPod
  direction: 'ingress' | 'egress'
  other: Identity
  callee: Identity
  datapath: IdentityDatapath
}

interface Match {
  policy: PolicyReference
  rule: Rule
}

function judgeDirection(site: DirectionSite): Verdict {
  const { world, policies, attempt, pod, direction, other, callee, datapath } = site
  const sides = policies.flatMap((rules): { policy: PolicyReference; side: Direction }[] => {
    const side = rules[direction]
    return side !== null && selects(rules.selects, world, pod) ? [{ policy: rules.policy, side }] : []
  })
  const matches = sides.flatMap(({ policy, side }): Match[] =>
    side.rules
      .filter((rule) => peersMatch(rule.peers, world, other) && portsMatch(rule.ports, attempt, callee))
      .map((rule) => ({ policy, rule })),
  )
  const denying = matches.filter(({ rule }) => rule.verdict === 'deny')
  if (denying.length > 0) return verdict('dropped', 'rule-denies', denying)
  const isolating = sides.filter(({ side }) => side.isolates)
  if (isolating.length === 0) return allowed('not-isolated')
  // The kubelet's probes come from there (Cilium: allow-localhost=always; Kubernetes: "Network Policies").
  if (direction === 'ingress' && other.kind === 'host') return allowed('own-node')
  if (matches.length === 0) return verdict('dropped', 'no-rule-allows', isolating)
  const plain = matches.filter(({ rule }) => rule.requests === null)
  if (plain.length > 0) return verdict('allowed', 'rule-allows', plain)
  return datapath.enforcesRequests
    ? judgeRequest(attempt, matches)
    : { ...verdict('allowed', 'rule-allows', matches), notEnforced: matches.map(notEnforcedOf) }
}

/** All matching rules have rules for requests; one of these must allow the request. */
function judgeRequest(attempt: Attempt, matches: Match[]): Verdict {
  const allowing = matches.filter(({ rule: { requests } }) => {
    if (requests === null) return true
    if (requests.kind === 'dns')
      return (
        attempt.dnsName === undefined || requests.rules.some((rule) => allowsName(rule, attempt.dnsName!))
      )
    return attempt.http !== undefined && requests.rules.some((rule) => allowsRequest(rule, attempt.http!))
  })
  if (allowing.length > 0) return verdict('allowed', 'rule-allows', allowing)
  const isHttp = matches.some(({ rule }) => rule.requests?.kind === 'http')
  // Envoy answers HTTP and closes a connection on which something else arrives; the DNS proxy answers REFUSED.
  const outcome = isHttp ? (attempt.http ? '403' : 'reset') : 'dns-refused'
  return verdict(outcome, 'no-request-rule-allows', matches)
}

const notEnforcedOf = ({ policy, rule }: Match): NotEnforced => ({
  policy,
  why: rule.requests?.kind === 'dns' ? 'dns-rules' : 'http-rules',
})

const verdict = (
  outcome: Outcome,
  reason: Verdict['reason'],
  of: readonly { policy: PolicyReference }[],
): Verdict => ({ outcome, reason, by: unique(of.map(({ policy }) => policy)), notEnforced: [] })

const allowed = (reason: Verdict['reason']): Verdict => verdict('allowed', reason, [])

/** All rules of one object share its reference, or one that is equal. */
const unique = (policies: PolicyReference[]): PolicyReference[] =>
  policies.filter(
    ({ kind, namespace, name }, n) =>
      policies.findIndex((one) => one.kind === kind && one.namespace === namespace && one.name === name) ===
      n,
  )
