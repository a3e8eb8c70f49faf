/** For tests: raises arms with provider kind as bench does, and gives access to their cluster. */
import { join } from 'node:path'
import type { Arm } from '../../../arm/arm.ts'
import type { ArmSpec } from '../../../scenario/schema.ts'
import { findContainerEngine, type ContainerEngine } from '../../../system/container-engine.ts'
import { nodesOfCluster } from '../../../system/kind-clusters.ts'
import { runtimeDir } from '../../../system/run-names.ts'
import { connect, type ClusterApi } from '../api/connect.ts'
import { podUnits, processesOf } from '../account/node-units.ts'
import { sharedContainers } from '../account/shared-containers.ts'
import { findContainerCgroup, nodeCgroup } from '../account/node-cgroups.ts'
import { configuredKind } from '../kind/testing/cluster-flags.ts'
import { armNames, type ArmNames } from '../workload/arm-names.ts'
import { waitForWorkload, type WorkloadPod } from '../workload/workload-pods.ts'
import type { OpenSite } from '../../provider.ts'
import { runSite, type TestSite } from './run-site.ts'

/** The pods are ready already, or are created again after a test removed one. */
const READY_WITHIN_MS = 60_000

export interface RaisedArm {
  arm: Arm
  names: ArmNames
  /** The current pod of a service, of the client, or the uninjected pod. */
  pod(service: string): Promise<WorkloadPod>
}

/** Access to a cluster of the run: through its API server, and to its node. */
export interface ClusterForTests {
  name: string
  api: ClusterApi
  kubeconfigFile: string
  node: string
  /** Runs a command on its node. */
  onNode(command: string[], input?: string): Promise<string>
  /** The processes of a container of an arm's pod, by their process ids on this machine. */
  processesIn(pod: WorkloadPod, container?: string): number[]
  /** Processes of the node's own containers: "kube-proxy", "kube-apiserver". */
  processesOfNode(name: string): Promise<number[]>
}

export interface KindForTests {
  site: TestSite
  hopClock: OpenSite['hopClock']
  raise(name: string): Promise<RaisedArm>
  /** The cluster that an arm was raised in. */
  cluster(arm: string): Promise<ClusterForTests>
  /** Removes everything of the run. Returns what could not be removed. */
  down(): Promise<string[]>
}

/** Opens the provider for these arms; clusters are made when the first of their arms is raised. */
export async function openKind(arms: ArmSpec[]): Promise<KindForTests> {
  const site = runSite(arms)
  const engine = await findContainerEngine()
  const { raise, hopClock } = await configuredKind().open(site)
  return {
    site,
    hopClock,
    async raise(name) {
      const index = arms.findIndex((arm) => arm.name === name)
      const spec = arms[index]!
      const arm = await raise(spec, index)
      const { api } = accessTo(site, name)
      const names = armNames(site.runId, spec, site.topology, { ...site.attempts })
      return { arm, names, pod: (service) => podOf(site, api, names, service) }
    },
    cluster: (arm) => clusterOf(site, engine, arm),
    down: () => site.cleanup.run(),
  }
}

function accessTo({ clusters, runId }: TestSite, arm: string) {
  const { name } = clusters.find(({ arms }) => arms.includes(arm))!
  const kubeconfigFile = join(runtimeDir(runId), 'clusters', `${name}.kubeconfig`)
  return { name, kubeconfigFile, api: connect([kubeconfigFile]) }
}

async function clusterOf(site: TestSite, engine: ContainerEngine, arm: string): Promise<ClusterForTests> {
  const access = accessTo(site, arm)
  const [node] = await nodesOfCluster(engine, access.name)
  const directory = await nodeCgroup(engine, node!)
  const nodes = new Map([[node!, directory]])
  return {
    ...access,
    node: node!,
    onNode: (command, input) => engine.exec(node!, command, input === undefined ? {} : { input }),
    processesIn(pod, container) {
      const containers = pod.containers.filter(({ name }) => name === (container ?? name))
      return podUnits(nodes, [{ ...pod, containers }]).flatMap(processesOf)
    },
    async processesOfNode(name) {
      const containers = await sharedContainers(access.api, [], ['kube-system'])
      const { id } = containers.find((container) => container.name === name)!
      const unit = { pod: name, role: 'agent' as const, directory: findContainerCgroup(directory, id)! }
      return processesOf({ ...unit, cpuUs: () => 0 })
    },
  }
}

async function podOf({ signal }: TestSite, api: ClusterApi, names: ArmNames, service: string) {
  const namespaces = [...names.namespaces.values(), names.uninjectedNamespace, names.collectorNamespace]
  const wanted = namespaces.map((namespace) => ({ namespace, count: 0 }))
  const pods = await waitForWorkload(api, names, wanted, READY_WITHIN_MS, signal)
  return pods.find((pod) => pod.service === service)!
}
