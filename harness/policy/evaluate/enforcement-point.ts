/** Where policies are enforced. Each kind of policy is enforced in one kind of place, and nowhere else. */
import type { Attempt, Verdict } from '../attempt.ts'
import type { Policies } from '../policy.ts'
import type { World } from '../world.ts'
import { judgeByIdentity, type IdentityDatapath } from './by-identity.ts'
import { judgeBySidecar } from './by-sidecar.ts'

export type EnforcementPoint =
  /** NetworkPolicy and Cilium's policies, by the identity of pods. */
  | ({ at: 'identity' } & IdentityDatapath)
  /** AuthorizationPolicy, in the sidecar of the pod that is called. */
  | { at: 'proxy' }

/**
 * The verdict at one place; policies of the other kind have no say there.
 * @throws Error for a pod that the world does not have
 */
export const judge = (
  world: World,
  policies: Policies,
  attempt: Attempt,
  point: EnforcementPoint,
): Verdict =>
  point.at === 'identity'
    ? judgeByIdentity(world, policies.network, attempt, point)
    : judgeBySidecar(world, policies.authorization, attempt)
