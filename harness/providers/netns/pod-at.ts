/** Whom flows name at an address of an arm on network namespaces. */
import { endOfPod, type FlowEnd } from '../../flows/hubble.ts'
import type { NodeSite } from './datapath.ts'

/** @returns undefined for an address that no pod of the arm has */
export function podAt({ pods }: Pick<NodeSite, 'pods'>, address: string): FlowEnd | undefined {
  const pod = pods.find((candidate) => candidate.address === address)
  return pod && endOfPod({ workload: pod.name, namespace: pod.namespace, pod: `${pod.name}-0` })
}
