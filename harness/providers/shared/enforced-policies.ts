/** Which policies of a scenario a datapath enforces, and why it does not enforce the others. */
import { nameOf, type AuthorizationPolicy, type Policies } from '../../policy/policy.ts'
import type { DatapathDescription } from '../provider.ts'

export interface EnforcedPolicies {
  /** By `nameOf`. */
  enforced: string[]
  notEnforced: { policy: string; why: string }[]
}

/** What is known of how a datapath enforces policies. */
export type Enforcing = Pick<DatapathDescription, 'enforcesPolicies' | 'enforcesNoPolicies'>

/** Each policy once, in the order of the files. */
export function enforcedPolicies(
  { network, authorization }: Policies,
  { enforcesPolicies: point, enforcesNoPolicies }: Enforcing,
): EnforcedPolicies {
  const none = point ? null : (enforcesNoPolicies ?? 'it has no policy engine')
  const judged: [policy: string, why: string | null][] = [
    ...network.map(({ policy }): [string, string | null] => [
      nameOf(policy),
      none ?? (point?.at === 'identity' ? null : NO_NETWORK),
    ]),
    ...authorization.map((one): [string, string | null] => [
      nameOf(one.policy),
      none ?? (isOnlyLogged(one) ? ONLY_LOGGED : point?.at === 'proxy' ? null : NO_PROXY),
    ]),
  ]
  const all = [...new Map(judged)]
  return {
    enforced: all.flatMap(([policy, why]) => (why === null ? [policy] : [])),
    notEnforced: all.flatMap(([policy, why]) => (why === null ? [] : [{ policy, why }])),
  }
}

const NO_NETWORK = 'proxies judge what reaches them; such policies are for the network beneath them'
const NO_PROXY = 'no proxy stands in front of the pod that is called'
const ONLY_LOGGED = 'Istio only logs it (AUDIT, or a dry run)'

const isOnlyLogged = ({ dryRun, action }: AuthorizationPolicy): boolean => dryRun || action === 'AUDIT'
