/** Containers that the arms of one cluster share: those of the cluster itself, and those of the installed mesh. */
import type { V1Pod } from '@kubernetes/client-node'
import type { Role } from '../../../arm/arm.ts'
import type { ClusterApi } from '../api/connect.ts'
import { atApi } from '../api/failure.ts'
import type { Component } from '../mesh/schema.ts'
import { RUN_LABEL } from '../workload/arm-names.ts'
import { runningContainers } from '../workload/workload-pods.ts'
import { cpuLimitOf } from '../api/cpu-limit.ts'

/** Pods of the cluster itself that run on every node, found by the label that kubeadm or kind gives them. */
const AGENTS: { label: string; value: string; name: string }[] = [
  { label: 'k8s-app', value: 'kube-proxy', name: 'kube-proxy' },
  { label: 'k8s-app', value: 'kube-dns', name: 'dns' },
  { label: 'app', value: 'kindnet', name: 'cni' },
  { label: 'k8s-app', value: 'kindnet', name: 'cni' },
]

export interface SharedContainer {
  /** Its name in the CPU account: "istiod", "etcd". */
  name: string
  role: Role
  /** Whether it belongs to the installed mesh, not to the cluster itself. */
  ofMesh: boolean
  namespace: string
  pod: string
  node: string
  container: string
  id: string
  /** Thousandths of a core; null where it has no limit. */
  cpuLimit: number | null
}

/**
 * @param namespaces namespaces of the cluster's own pods; where absent, every pod that belongs to no run is one, as in a cluster
 * made for the run
 */
export async function sharedContainers(
  api: ClusterApi,
  components: Component[],
  namespaces?: string[],
): Promise<SharedContainer[]> {
  const list = (namespace: string, labelSelector?: string) =>
    atApi(
      `list pods of ${namespace}`,
      api.core.listNamespacedPod({ namespace, ...(labelSelector !== undefined && { labelSelector }) }),
    )
  const ofMesh = await Promise.all(
    components.map(async (component) => {
      const { items } = await list(component.namespace, component.selector)
      return items.flatMap((pod) => containersOf(pod, component.name, component.role, true))
    }),
  )
  const ids = new Set(ofMesh.flat().map(({ id }) => id))
  const pods = namespaces
    ? (await Promise.all(namespaces.map((namespace) => list(namespace)))).flatMap(({ items }) => items)
    : (await atApi('list all pods', api.core.listPodForAllNamespaces())).items
  const ofCluster = pods
    .filter((pod) => pod.metadata?.labels?.[RUN_LABEL] === undefined)
    .flatMap((pod) => {
      const agent = AGENTS.find(({ label, value }) => pod.metadata?.labels?.[label] === value)
      return containersOf(pod, agent?.name ?? nameOf(pod), agent ? 'agent' : 'control-plane', false)
    })
  return [...ofMesh.flat(), ...ofCluster.filter(({ id }) => !ids.has(id))]
}

const containersOf = (pod: V1Pod, name: string, role: Role, ofMesh: boolean): SharedContainer[] =>
  runningContainers(pod).map((status) => ({
    name,
    role,
    ofMesh,
    namespace: pod.metadata?.namespace ?? '',
    pod: pod.metadata?.name ?? '',
    node: pod.spec?.nodeName ?? '',
    container: status.name,
    id: (status.containerID ?? '').replace(/^\w+:\/\//, ''),
    cpuLimit: cpuLimitOf(pod, status.name),
  }))

/** "etcd" of "etcd-hopbench-…-control-plane". */
const nameOf = (pod: V1Pod): string =>
  pod.metadata?.labels?.['component'] ?? pod.metadata?.labels?.['app'] ?? pod.metadata?.name ?? 'unknown'
