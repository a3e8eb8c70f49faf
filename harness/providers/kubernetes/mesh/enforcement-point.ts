/** Where a mesh enforces the policies that a scenario names, or why it does not. */
import type { Enforcing } from '../../shared/enforced-policies.ts'
import type { MeshDatapath } from './schema.ts'

/** HTTP and DNS rules take a datapath that enforces policy on requests. */
export function enforcingOf({
  enforcesPolicies,
  enforcesNoPolicies,
  capability,
}: Pick<MeshDatapath, 'enforcesPolicies' | 'enforcesNoPolicies' | 'capability'>): Enforcing {
  switch (enforcesPolicies) {
    case undefined:
      return { enforcesNoPolicies: enforcesNoPolicies ?? NOT_KNOWN }
    case 'proxy':
      return { enforcesPolicies: { at: 'proxy' } }
    case 'identity':
      return { enforcesPolicies: { at: 'identity', enforcesRequests: capability.enforcesL7Policy } }
  }
}

const NOT_KNOWN = 'hopbench does not know it to enforce policies of these kinds'
