/** The units of a kind cluster: each container and the node services, with CPU read from the cgroup files of this machine. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cgroupCpuUs, throttledPeriods } from '../../../instruments/cpu/cgroup.ts'
import type { Role, Unit } from '../../../arm/arm.ts'
import { BenchError } from '../../../errors.ts'
import type { ClusterApi } from '../api/connect.ts'
import { findContainerCgroup } from './node-cgroups.ts'
import type { Component } from '../mesh/schema.ts'
import type { WorkloadPod } from '../workload/workload-pods.ts'
import { sharedContainers } from './shared-containers.ts'

/** A unit with its cgroup directory, through which its processes are found too. */
export interface NodeUnit extends Unit {
  directory: string
}

export interface SharedUnits {
  /** Units of the cluster itself: every arm in the cluster has them. */
  cluster: NodeUnit[]
  /** Units of the installed mesh: only arms whose calls pass the mesh have them. */
  mesh: NodeUnit[]
}

/** The units of an arm's own pods. */
export const podUnits = (nodes: Map<string, string>, pods: WorkloadPod[]): NodeUnit[] =>
  pods.flatMap(({ service, node, containers }) =>
    containers.map(({ id, role, cpuLimit }) =>
      unitAt(service, role, containerDirectory(nodes, node, id), cpuLimit !== null),
    ),
  )

/** The units that arms share. @param nodes cgroup directory of each node */
export async function sharedUnits(
  api: ClusterApi,
  nodes: Map<string, string>,
  components: Component[],
): Promise<SharedUnits> {
  const containers = await sharedContainers(api, components)
  const unitsOf = (ofMesh: boolean) =>
    containers
      .filter((container) => container.ofMesh === ofMesh)
      .map(({ name, role, node, id, cpuLimit }) =>
        unitAt(name, role, containerDirectory(nodes, node, id), ofMesh && cpuLimit !== null),
      )
  return {
    cluster: [...[...nodes].map(([node, directory]) => nodeServices(node, directory)), ...unitsOf(false)],
    mesh: unitsOf(true),
  }
}

const unitAt = (pod: string, role: Role, directory: string, hasLimit: boolean): NodeUnit => ({
  pod,
  role,
  directory,
  cpuUs: () => cgroupCpuUs(directory),
  ...(hasLimit && { throttledPeriods: () => throttledPeriods(directory) }),
})

/** kubelet, container runtime and init of a node: everything on the node outside of pods. */
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
      `the control group of container ${id.slice(0, 12)} on ${node} was not found below ${nodeDirectory ?? 'any node'}`,
      'the pod of this container may just have ended; run again',
    )
  return directory
}

/** The processes of a unit, by their process ids on this machine. */
export function processesOf({ directory, pod, role }: NodeUnit): number[] {
  const isNodeServices = pod.startsWith('node-services-') && role === 'control-plane'
  const tree = (path: string): number[] => {
    if (isNodeServices && /kubepods(\.slice)?$/.test(path)) return []
    const pids = readFileSync(join(path, 'cgroup.procs'), 'latin1').split('\n').filter(Boolean).map(Number)
    const children = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    return [...pids, ...children.flatMap(({ name }) => tree(join(path, name)))]
  }
  return tree(directory)
}
