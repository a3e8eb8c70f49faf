/** An existing cluster for arms: everything about the cluster is read through its API server. */
import { atWindowEnd } from '../../../arm/instrument.ts'
import type { Unit } from '../../../arm/arm.ts'
import type { ClusterApi } from '../api/connect.ts'
import { atApi } from '../api/failure.ts'
import { cadvisorAccount } from '../cadvisor/cadvisor-account.ts'
import { cadvisorMemory } from '../cadvisor/memory.ts'
import type { AccountedContainer } from '../cadvisor/updates.ts'
import type { Cluster } from '../cluster.ts'
import { sharedContainers, type SharedContainer } from '../account/shared-containers.ts'
import type { Component } from '../mesh/schema.ts'
import { UNINJECTED } from '../workload/manifests.ts'
import type { WorkloadPod } from '../workload/workload-pods.ts'
import { readThrottling, type LimitedContainer } from './throttling.ts'

/** Namespaces of a cluster's own servers and agents. Pods in other namespaces belong to its users. */
const SYSTEM_NAMESPACES = ['kube-system']

/** Long enough for four updates of cAdvisor, which come every 15 to 30 s for an almost idle container. */
const LEAST_CPU_WINDOW_MS = 120_000

const KERNEL = {
  kernelBytes: { notMeasured: 'hopbench cannot read the kernel of the nodes of an existing cluster' },
  kernelSource: 'not read',
}

export function overApi(
  api: ClusterApi,
  components: Component[],
): Pick<
  Cluster,
  'wake' | 'activate' | 'account' | 'onNodes' | 'inPodNetwork' | 'fileOfPod' | 'nodes' | 'registerClock'
> {
  const containersOf = new Map<Unit, AccountedContainer>()
  const readText = (node: string) =>
    atApi(
      `read cAdvisor of ${node}`,
      api.core.connectGetNodeProxyWithPath({ name: node, path: 'metrics/cadvisor' }),
    )
  return {
    wake: doNothing,
    activate: doNothing,
    onNodes: null,
    inPodNetwork: null,
    fileOfPod: null,
    nodes: null,
    registerClock: () => Promise.resolve(doNothing),
    async account(pods, usesMesh) {
      const shared = await sharedContainers(api, components, SYSTEM_NAMESPACES)
      const containers = [
        ...pods.flatMap(ownContainers),
        ...shared
          .filter(({ ofMesh }) => usesMesh || !ofMesh)
          .map(({ name, ...container }) => ({ ...container, unit: name })),
      ]
      const limited = [...pods.flatMap(limitsOf), ...shared.flatMap((one) => (usesMesh ? limitOf(one) : []))]
      const nodes = [...new Set(containers.map(({ node }) => node))]
      const units = containers.map((container) => {
        const unit: Unit = { pod: container.unit, role: container.role, cpuUs: readByCadvisor }
        containersOf.set(unit, container)
        return unit
      })
      return {
        units,
        leastCpuWindowMs: LEAST_CPU_WINDOW_MS,
        instruments: {
          cpu: cadvisorAccount({
            nodes,
            readText,
            containers: () => containers,
            containersOf: (other) => other.units.flatMap((unit) => containersOf.get(unit) ?? []),
          }),
          memory: atWindowEnd(() => cadvisorMemory({ nodes, readText, containers, kernel: KERNEL })),
        },
        throttled: () => readThrottling(api, limited),
        beginTurn: doNothing,
        endTurn: doNothing,
        leave: doNothing,
      }
    },
  }
}

const ownContainers = ({ service, namespace, pod, node, containers }: WorkloadPod): AccountedContainer[] =>
  containers.map(({ name, role }) => ({ node, namespace, pod, container: name, unit: service, role }))

/** The containers of an arm that a CPU limit may throttle. The uninjected pod gets no load, so its limits do not matter. */
const limitsOf = ({ service, namespace, pod, containers }: WorkloadPod): LimitedContainer[] =>
  service === UNINJECTED
    ? []
    : containers
        .filter(({ cpuLimit }) => cpuLimit !== null)
        .map(({ name }) => ({ namespace, pod, container: name, name: `${name} of ${service}` }))

/** Central proxies count too. Agents and control planes do not, since requests do not pass them. */
const limitOf = ({ role, ofMesh, cpuLimit, name, ...where }: SharedContainer): LimitedContainer[] =>
  ofMesh && role === 'proxy' && cpuLimit !== null ? [{ ...where, name: `${where.container} of ${name}` }] : []

/** hopbench does not pause or freeze anything in an existing cluster. */
const doNothing = (): Promise<void> => Promise.resolve()

/** Never called: the account of an existing cluster reads all containers at once from cAdvisor. */
function readByCadvisor(): never {
  throw new Error('a container of an existing cluster has no counter of its own: read cAdvisor instead')
}
