/** What an arm's flows are collected with. */
import { endOfPod, type FlowEnd } from '../../../flows/hubble.ts'
import type { ArmProofSite } from '../proofs/arm-proof-site.ts'
import type { NodePlaces } from '../cluster.ts'
import type { Cleanup } from '../../../system/cleanup.ts'

export interface FlowSite extends ArmProofSite {
  /** Name of the arm. */
  arm: string
  /** The folder of the mesh. */
  folder: string
  /** Manifests that the mesh was installed with, after its charts. */
  after: string[]
  nodes: NodePlaces | null
  sendPages: (pages: number) => Promise<{ completed: number }>
  /** Has every service close its connections that carry no call, so that the next call opens one. */
  closeIdle: () => Promise<unknown>
  /** Of the arm: ends what a look has begun. */
  cleanup: Pick<Cleanup, 'defer'>
}

/** Whom flows name at an address. @returns undefined for one that no pod of the arm has */
export function podAt({ pods }: Pick<FlowSite, 'pods'>, address: string): FlowEnd | undefined {
  const pod = pods.find((candidate) => candidate.address === address)
  return pod && endOfPod({ workload: pod.service, namespace: pod.namespace, pod: pod.pod })
}
