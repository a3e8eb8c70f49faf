/** What each arm of a run makes of the scenario's policies: what it enforces, what it does not and why, and whether it may run at all. */
import { UsageError } from '../errors.ts'
import { withRequestRules } from '../policy/compile.ts'
import type { Policies } from '../policy/policy.ts'
import type { DatapathDescription } from '../providers/provider.ts'
import { enforcedPolicies, type EnforcedPolicies } from '../providers/shared/enforced-policies.ts'
import type { ArmSpec } from '../scenario/schema.ts'

export interface ArmPolicies extends EnforcedPolicies {
  arm: string
  datapath: string
  /** Why a run with this arm is refused; null where it is not. */
  refused: string | null
}

/** In the order of the arms. The twin and the arm with planted effects repeat others and are left out. */
export const armPolicies = (
  policies: Policies,
  arms: readonly ArmSpec[],
  datapaths: readonly DatapathDescription[],
): ArmPolicies[] => {
  const withRules = withRequestRules(policies.network)
  return arms
    .filter(({ isTwin, planted }) => isTwin !== true && planted === undefined)
    .map(({ name, datapath }) => {
      const description = datapaths.find((one) => one.name === datapath)!
      const point = description.enforcesPolicies
      const inPart = point?.at === 'identity' && !point.enforcesRequests && withRules.length > 0
      return {
        ...{ arm: name, datapath, ...enforcedPolicies(policies, description) },
        refused: inPart
          ? `${withRules.join(', ')} has HTTP or DNS rules, and ${name} has no proxy that could enforce them`
          : null,
      }
    })
}

/**
 * Refuses a run in which an arm would enforce a policy in part only, since the rest of the policy would be open, and a run in which no
 * arm enforces any policy, since its figures would be those of a run without policies.
 * @throws UsageError that names policies and arms
 */
export function refuseUnenforced(
  policies: Policies | null,
  arms: readonly ArmSpec[],
  datapaths: readonly DatapathDescription[],
): void {
  if (policies === null) return
  const all = armPolicies(policies, arms, datapaths)
  const refused = all.flatMap(({ refused: why }) => why ?? [])
  if (refused.length > 0)
    throw new UsageError(
      refused.join('\n'),
      'leave `rules` out of toPorts, or choose other datapaths; nothing has been started',
    )
  if (all.some(({ enforced }) => enforced.length > 0)) return
  throw new UsageError(
    `the scenario has policies, and nothing would enforce any of them in ${all.map(({ arm }) => arm).join(', ')}`,
    'choose datapaths that enforce policies of these kinds (docs/policies.md), or leave `policies` out of the scenario; nothing has been started',
  )
}
