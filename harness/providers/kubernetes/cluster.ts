/** What an arm needs of the cluster it is raised in, whether hopbench made that or it was there. */
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
  components: Component[]
  /** It is removed at the end of the run, with all that is in it. */
  removedWithRun: boolean
  /** What is installed carries every pod here, also those of a chain around it. */
  ownsNetwork: boolean
  /** Lets this cluster run and the others of the run rest; returns when it is back at its idle rate. */
  activate(): Promise<void>
  /** How an arm's CPU and memory are read. @param usesMesh by what is installed here: its components are then the arm's */
  account(pods: WorkloadPod[], usesMesh: boolean): Promise<ArmAccount>
  /** What differs from the pins of what is installed. */
  differences: Pick<RunningMesh, 'otherCharts' | 'userValues' | 'otherNodeImage'>
  /** Of the cluster itself, made when it came up. */
  proofs: Proof[]
  /** What it is: versions, nodes, network. */
  settings: Record<string, string>
}

export interface ArmAccount extends Pick<Arm, 'throttled'> {
  units: Unit[]
  instruments: Instruments
  leastCpuWindowMs?: number
  /** Lets the pods of this arm run, and those of the cluster's other arms rest until the turn ends. */
  beginTurn(): Promise<void>
  /** All arms of the cluster run again: a proxy that rests for long fails its probes. */
  endTurn(): Promise<void>
  /** Its pods are about to go. */
  leave(): Promise<void>
}
