/** Proves a scenario's policy: tries every pair of services until the policy is in force, because pods get it one after the other. */
import type { Probes, Proof } from '../../../arm/claims.ts'
import { tryPolicyMatrix } from '../../../arm/policy-matrix.ts'
import type { ArmProofSite } from './arm-proof-site.ts'
import { untilInForce } from './in-force.ts'

/** No proofs where the scenario has no policy, or the datapath enforces none. */
export async function provePolicy(
  { topology, datapath, names, servicePort, readyAtMs }: ArmProofSite,
  probes: Probes,
): Promise<Proof[]> {
  const { enforcesL4Policy, enforcesL7Policy } = datapath.capability
  if (!topology.policy || !(enforcesL4Policy || enforcesL7Policy)) return []
  const hostOf = (service: string) => `${service}.${names.namespaceOf(service)}`
  return untilInForce(
    readyAtMs,
    () => tryPolicyMatrix({ topology, hostOf, port: servicePort }, probes),
    (matrix) => matrix.every(({ holds }) => holds),
  )
}
