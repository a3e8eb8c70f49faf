/** Everything on the nodes of a kind cluster whose CPU is read on its own, from the cgroup files of this machine. */
import type { V1Pod } from '@kubernetes/client-node'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cgroupCpuUs } from '../../../account/cgroup.ts'
import type { Role, Unit } from '../../../arm.ts'
import { BenchError } from '../../../errors.ts'
import type { ClusterApi } from '../api/connect.ts'
import { atApi } from '../api/failure.ts'
import { findContainerCgroup } from '../kind/node-cgroups.ts'
import type { Component } from '../mesh/schema.ts'
import { runningContainers, type WorkloadPod } from '../workload/workload-pods.ts'

/** A unit and where it is, so that its processes can be found too. */
export interface NodeUnit extends Unit {
  directory: string
}

/** Pods of the cluster itself, by a label that kubeadm and kind give them; what else there is belongs to the control plane. */
const AGENTS: { label: string; value: string; name: string }[] = [
  { label: 'k8s-app', value: 'kube-proxy', name: 'kube-proxy' },
  { label: 'k8s-app', value: 'kube-dns', name: 'dns' },
  { label: 'app', value: 'kindnet', name: 'cni' },
  { label: 'k8s-app', value: 'kindnet', name: 'cni' },
]

export interface SharedUnits {
  /** Of the cluster: every arm in it has them. */
  cluster: NodeUnit[]
  /** Of what was installed: of the arms that are carried by it. */
  mesh: NodeUnit[]
}

/** Units of an arm's own pods. */
export const podUnits = (nodes: Map<string, string>, pods: WorkloadPod[]): NodeUnit[] =>
  pods.flatMap(({ service, node, containers }) =>
    containers.map(({ id, role }) => unitAt(service, role, containerDirectory(nodes, node, id))),
  )

/** Units that arms share. @param nodes cgroup directory of each node; @param ourNamespaces pods in these are arms' own */
export async function sharedUnits(
  api: ClusterApi,
  nodes: Map<string, string>,
  components: Component[],
  isArms: (pod: V1Pod) => boolean,
): Promise<SharedUnits> {
  const ofMesh = new Map<string, Component>()
  for (const component of components) {
    const { namespace, selector } = component
    const { items } = await atApi(
      `list pods of ${component.name}`,
      api.core.listNamespacedPod({ namespace, labelSelector: selector }),
    )
    for (const { metadata } of items) ofMesh.set(metadata?.uid ?? '', component)
  }
  const { items } = await atApi('list all pods', api.core.listPodForAllNamespaces())
  const shared: SharedUnits = {
    cluster: [...nodes].map(([node, directory]) => nodeServices(node, directory)),
    mesh: [],
  }
  for (const pod of items.filter((pod) => !isArms(pod))) {
    const component = ofMesh.get(pod.metadata?.uid ?? '')
    const agent = AGENTS.find(({ label, value }) => pod.metadata?.labels?.[label] === value)
    const name = component?.name ?? agent?.name ?? nameOf(pod)
    const role: Role = component?.role ?? (agent ? 'agent' : 'control-plane')
    for (const { containerID } of runningContainers(pod)) {
      const id = containerID?.replace(/^\w+:\/\//, '') ?? ''
      const unit = unitAt(name, role, containerDirectory(nodes, pod.spec?.nodeName ?? '', id))
      ;(component ? shared.mesh : shared.cluster).push(unit)
    }
  }
  return shared
}

const unitAt = (pod: string, role: Role, directory: string): NodeUnit => ({
  pod,
  role,
  directory,
  cpuUs: () => cgroupCpuUs(directory),
})

/** kubelet, container runtime and init of a node: all that is in no pod. */
function nodeServices(node: string, directory: string): NodeUnit {
  const pods = podsDirectory(directory)
  return {
    pod: `node-services-${node}`,
    role: 'control-plane',
    directory,
    cpuUs: () => cgroupCpuUs(directory) - (pods === null ? 0 : cgroupCpuUs(pods)),
  }
}

/** "kubelet.slice/kubelet-kubepods.slice", or "kubepods" without systemd. */
function podsDirectory(directory: string, depth = 2): string | null {
  if (depth === 0) return null
  const children = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const here = children.find(({ name }) => /kubepods(\.slice)?$/.test(name))
  if (here) return join(directory, here.name)
  for (const { name } of children) {
    const below = podsDirectory(join(directory, name), depth - 1)
    if (below !== null) return below
  }
  return null
}

function containerDirectory(nodes: Map<string, string>, node: string, id: string): string {
  const nodeDirectory = nodes.get(node)
  const directory = nodeDirectory === undefined ? null : findContainerCgroup(nodeDirectory, id)
  if (directory === null)
    throw new BenchError(
      `the control group of container ${id.slice(0, 12)} on ${node} is not to be found below ${nodeDirectory ?? 'any node'}`,
      'its pod may just have ended; run again',
    )
  return directory
}

/** "etcd" of "etcd-hopbench-…-control-plane". */
const nameOf = (pod: V1Pod): string =>
  pod.metadata?.labels?.['component'] ?? pod.metadata?.labels?.['app'] ?? pod.metadata?.name ?? 'unknown'

/** Processes of a unit, as this machine numbers them. */
export function processesOf({ directory, pod, role }: NodeUnit): number[] {
  const own = pod.startsWith('node-services-') && role === 'control-plane'
  const tree = (path: string): number[] => {
    if (own && /kubepods(\.slice)?$/.test(path)) return []
    const pids = readFileSync(join(path, 'cgroup.procs'), 'latin1').split('\n').filter(Boolean).map(Number)
    const children = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    return [...pids, ...children.flatMap(({ name }) => tree(join(path, name)))]
  }
  return tree(directory)
}
