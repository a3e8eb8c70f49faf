/** Where a mesh enforces the policies that a scenario names. */
import type { EnforcementPoint } from '../../../policy/evaluate/enforcement-point.ts'
import type { MeshDatapath } from './schema.ts'

/** undefined for a datapath that enforces none. HTTP and DNS rules take a datapath that enforces policy on requests. */
export function enforcementPointOf({
  enforcesPolicies,
  capability,
}: Pick<MeshDatapath, 'enforcesPolicies' | 'capability'>): EnforcementPoint | undefined {
  if (enforcesPolicies === undefined) return undefined
  return enforcesPolicies === 'proxy'
    ? { at: 'proxy' }
    : { at: 'identity', enforcesRequests: capability.enforcesL7Policy }
}
