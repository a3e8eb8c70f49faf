/** The policies in force on a node, and their change while the node runs. */
import type { CompiledPolicy, PeerRule } from '../../../../../policy/compiled.ts'
import type { Loader } from '../../../bpf/loader.ts'
import type { NodeSite } from '../../../datapath.ts'
import { identityOf } from '../tables.ts'
import { policyCommands } from './policy-commands.ts'
import { NO_POLICIES, policyTables } from './policy-tables.ts'

export interface Enforcement {
  /** The policy in force; null where none was ever given. */
  inForce(): CompiledPolicy | null
  /**
   * Puts a policy in force in place of the one before. Resolves when every new connection is judged by it.
   * @throws Error for a pod that the node does not have, BenchError when a table is full
   */
  apply(policy: CompiledPolicy): Promise<void>
  /** The policies that events name by number: number n is at n − 1. */
  policies(): readonly PeerRule['policy'][]
  /** Entries in the rule sets of all pods. */
  entries(): number
}

export function enforcementOf(site: NodeSite, loader: Loader): Enforcement {
  const identities = new Map(site.pods.map((pod) => [pod.name, identityOf(site, pod)]))
  let inForce: CompiledPolicy | null = null
  let tables = NO_POLICIES
  return {
    inForce: () => inForce,
    async apply(policy) {
      const next = policyTables(policy, identities, tables)
      await loader.send(policyCommands(tables, next))
      tables = next
      inForce = policy
    },
    policies: () => tables.policies,
    entries: () => [...tables.ruleSets.values()].reduce((sum, { lines }) => sum + lines.length, 0),
  }
}
