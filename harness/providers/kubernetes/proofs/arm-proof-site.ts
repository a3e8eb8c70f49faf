/** The inputs of an arm's proofs on a cluster. */
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
  /** When the arm's pods were ready, by performance.now(). A policy takes effect some seconds later. */
  readyAtMs: number
  /** The path of a pod's network namespace on this machine; null where pods run on another machine. */
  inPodNetwork: ((pod: WorkloadPod) => string) | null
}
