/** A kind cluster for arms: its nodes are containers on this machine, so their cgroup files and network namespaces can be read. */
import { join } from 'node:path'
import type { ClusterApi } from '../../api/connect.ts'
import type { ClusterPlan } from '../../plan/cluster-plan.ts'
import { DATABASE_IMAGE } from '../../flags.ts'
import type { Cluster } from '../../cluster.ts'
import { nodeAccount } from '../../account/node-account.ts'
import { podUnits, processesOf, sharedUnits, type NodeUnit } from '../../account/node-units.ts'
import { createRestingArms } from '../../turns/resting-arms.ts'
import { learnIdleRate, settle } from '../../turns/settle.ts'
import type { KindCluster } from './kind-cluster.ts'
import type { KindRun } from './kind-run.ts'
import { registerPods } from './pod-clock.ts'
import { nodeCgroup } from '../../account/node-cgroups.ts'
import { APP_CONTAINER } from '../../workload/manifests.ts'
import type { WorkloadPod } from '../../workload/workload-pods.ts'

export interface ClusterOverNodes extends Omit<Cluster, 'differences' | 'settings' | 'proofs'> {
  learnIdleRate(): Promise<void>
}

/** Control group of each node on this machine. */
export const nodeCgroups = async ({ engine, nodes }: KindCluster): Promise<Map<string, string>> =>
  new Map(await Promise.all(nodes.map(async (node) => [node, await nodeCgroup(engine, node)] as const)))

export function overNodes(
  { options, engine, turns, workload, clock }: KindRun,
  kind: KindCluster,
  nodes: Map<string, string>,
  api: ClusterApi,
  { mesh, datapath }: ClusterPlan,
): ClusterOverNodes {
  const resting = createRestingArms()
  // Arms share units by identity, so each pod and cgroup directory has one unit object.
  const known = new Map<string, NodeUnit>()
  const once = (units: NodeUnit[]) =>
    units.map((unit) => {
      const key = `${unit.pod} ${unit.directory}`
      known.set(key, known.get(key) ?? unit)
      return known.get(key)!
    })
  const shared = async () => {
    const { cluster, mesh: ofMesh } = await sharedUnits(api, nodes, mesh.components)
    return { cluster: once(cluster), mesh: once(ofMesh) }
  }
  const runner = {
    pause: () => kind.pause(),
    unpause: () => kind.unpause(),
    settle: () =>
      settle(readUs, idleRate).catch(async () => {
        // A server of the cluster was restarted since, and has another control group.
        await findCalmUnits()
        await settle(readUs, idleRate)
      }),
  }
  /** The folder in /proc of a program in the pod's own container. */
  const processIn = (pod: WorkloadPod) => {
    const containers = pod.containers.filter(({ name }) => name === APP_CONTAINER)
    const [app] = podUnits(nodes, [{ ...pod, containers }])
    return join('/proc', String(processesOf(app!)[0]))
  }
  let idleRate = 0
  let calmUnits: NodeUnit[] = []
  const findCalmUnits = async () => {
    const { cluster, mesh: ofMesh } = await shared()
    calmUnits = [...cluster, ...ofMesh]
  }
  const readUs = () => calmUnits.reduce((sum, unit) => sum + unit.cpuUs(), 0)
  turns.join(runner)
  return {
    name: kind.name,
    api,
    workloadImage: workload.image,
    databaseImage: options.databaseImage ?? DATABASE_IMAGE,
    components: mesh.components,
    removedWithRun: !options.keep,
    ownsNetwork: datapath.ownsNetwork,
    wake: () => turns.wakeAll(),
    activate: () => turns.take(runner),
    account: async (pods, usesMesh) => nodeAccount(nodes, await shared(), pods, usesMesh, resting),
    onNodes: (command) => Promise.all(kind.nodes.map((node) => engine.exec(node, command))),
    inPodNetwork: (pod) => join(processIn(pod), 'ns/net'),
    fileOfPod: (pod, path) => join(processIn(pod), 'root', path),
    async nodes(node) {
      const { pid } = await engine.inspect(node)
      return { network: join('/proc', String(pid), 'ns/net'), root: join('/proc', String(pid), 'root') }
    },
    registerClock: (arm, pods) => registerPods(clock, nodes, arm, pods),
    async learnIdleRate() {
      await findCalmUnits()
      idleRate = await learnIdleRate(readUs)
    },
  }
}
