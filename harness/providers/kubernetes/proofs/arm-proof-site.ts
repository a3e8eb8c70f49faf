/** What the proofs of an arm on a cluster are given. */
import type { Topology } from '../../../scenario/schema.ts'
import type { MeshDatapath } from '../mesh/schema.ts'
import type { ArmNames } from '../workload/arm-names.ts'
import type { WorkloadPod } from '../workload/workload-pods.ts'
import type { ReaderSite } from './reader.ts'

export interface ArmProofSite extends ReaderSite {
  topology: Topology
  datapath: MeshDatapath
  names: ArmNames
  pods: WorkloadPod[]
  servicePort: number
  /** When its pods were ready, by performance.now(): a policy may not be in force at once. */
  readyAtMs: number
  /** Path of a pod's network namespace on this machine; null where pods run elsewhere. */
  inPodNetwork: ((pod: WorkloadPod) => string) | null
}
