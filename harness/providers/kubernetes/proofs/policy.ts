/** The matrix of a scenario's policy, tried until it is in force: pods are told of it one by one. */
import type { Probes, Proof } from '../../../arm/claims.ts'
import { tryPolicyMatrix } from '../../../arm/policy-matrix.ts'
import type { ArmProofSite } from './arm-proof-site.ts'
import { untilInForce } from './in-force.ts'

/** Empty without a policy, or where the datapath enforces none. */
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
