/** What an arm needs from its cluster, whether hopbench made the cluster or the cluster existed before. */
import type { Arm, Unit } from '../../arm/arm.ts'
import type { Instruments } from '../../arm/instrument.ts'
import type { Proof } from '../../arm/claims.ts'
import type { ClusterApi } from './api/connect.ts'
import type { RunningMesh } from './arm/fidelity.ts'
import type { Component } from './mesh/schema.ts'
import type { ArmProofSite } from './proofs/arm-proof-site.ts'
import type { WorkloadPod } from './workload/workload-pods.ts'

export interface Cluster extends Pick<ArmProofSite, 'onNodes' | 'inPodNetwork'> {
  name: string
  api: ClusterApi
  /** Image of services and client. */
  workloadImage: string
  /** Image of databases. */
  databaseImage: string
  components: Component[]
  /** Whether the end of the run removes the cluster with everything in it. */
  removedWithRun: boolean
  /** Whether the installed product is the network of every pod in the cluster, so that no chain can avoid it (Cilium). */
  ownsNetwork: boolean
  /** Makes the API server answer: all clusters of the run are resumed. */
  wake(): Promise<void>
  /** Resumes this cluster and pauses the other clusters of the run. Returns when its CPU use is back at the idle rate. */
  activate(): Promise<void>
  /**
   * How an arm's CPU and memory are read.
   * @param usesMesh whether the arm's calls pass the installed mesh, so that the mesh's components count as the arm's
   */
  account(pods: WorkloadPod[], usesMesh: boolean): Promise<ArmAccount>
  /** Where this machine finds a file of a pod's program; null where pods run on another machine. */
  fileOfPod: ((pod: WorkloadPod, path: string) => string) | null
  /** Where this machine finds a node of the cluster; null where nodes are other machines. */
  nodes: NodePlaces | null
  /** Tells the run's hop clock which containers an arm has, before they open connections. Returns how to take them back. */
  registerClock(arm: string, pods: WorkloadPod[]): Promise<() => Promise<void>>
  /** How the installation differs from the mesh's pinned charts, values and images. */
  differences: Pick<RunningMesh, 'otherCharts' | 'userValues' | 'otherNodeImage'>
  /** Proofs about the cluster itself, collected when it came up. */
  proofs: Proof[]
  /** Facts for the report: versions, nodes, network. */
  settings: Record<string, string>
}

/** The network namespace of a node, and the root folder of its files, as paths on this machine. */
export type NodePlaces = (node: string) => Promise<{ network: string; root: string }>

export interface ArmAccount extends Pick<Arm, 'throttled'> {
  units: Unit[]
  instruments: Instruments
  leastCpuWindowMs?: number
  /** Thaws the pods of this arm and freezes the pods of the cluster's other arms until the turn ends. */
  beginTurn(): Promise<void>
  /** Thaws all arms of the cluster: a proxy that stays frozen for long fails its probes. */
  endTurn(): Promise<void>
  /** Called before the pods of this arm are removed: takes the arm out of the turns. */
  leave(): Promise<void>
}
