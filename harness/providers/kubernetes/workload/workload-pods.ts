/** The running pods of an arm: their containers and nodes, and whether they are still the same pods. */
import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node'
import type { Role } from '../../../arm/arm.ts'
import { BenchError } from '../../../errors.ts'
import { CLIENT } from '../../../scenario/topology.ts'
import type { ClusterApi } from '../api/connect.ts'
import { atApi } from '../api/failure.ts'
import { cpuLimitOf } from '../api/cpu-limit.ts'
import { requestsOf, type Requests } from '../api/requests.ts'
import { waitForPods } from '../api/wait-ready.ts'
import { permanentFailure, isReady, describeStuckPod } from '../api/stuck-pod.ts'
import { ARM_LABEL, RUN_LABEL, type ArmNames } from './arm-names.ts'
import { APP_CONTAINER, COLLECTOR, UNINJECTED } from './manifests.ts'

export interface PodContainer {
  name: string
  /** The id without the runtime's prefix: "3f2a…" of "containerd://3f2a…". */
  id: string
  image: string
  imageId: string
  role: Role
  /** Thousandths of a core; null where it has no limit. */
  cpuLimit: number | null
  /** What its node sets aside for it. */
  requests: Requests
}

export interface WorkloadPod {
  /** The name of the service, "client", "stranger" (the uninjected pod), "collector", or the name of a scenario's stranger. */
  service: string
  namespace: string
  pod: string
  uid: string
  node: string
  address: string
  containers: PodContainer[]
}

/** The pod of that name, which the arm has. */
export const podOf = (pods: readonly WorkloadPod[], name: string): WorkloadPod =>
  pods.find(({ service }) => service === name)!

export const selectorOf = ({ labels }: ArmNames): string =>
  [RUN_LABEL, ARM_LABEL].map((label) => `${label}=${labels[label]!}`).join(',')

/** Waits until every pod of the arm is ready. @throws BenchError that describes the stuck pods */
export async function waitForWorkload(
  api: ClusterApi,
  names: ArmNames,
  pods: { namespace: string; count: number }[],
  timeoutMs: number,
  signal: AbortSignal,
  onObstacle?: (text: string) => void,
): Promise<WorkloadPod[]> {
  const labelSelector = selectorOf(names)
  const ready = await Promise.all(
    pods.map(({ namespace, count }) =>
      waitForPods(
        api,
        `pods in ${namespace}`,
        { namespace, labelSelector, count },
        timeoutMs,
        signal,
        onObstacle,
      ),
    ),
  )
  return ready.flat().map(describePod)
}

/** Of pods that are no service; the program that counts what proxies make visible is part of what seeing costs. */
const ROLES: Record<string, Role> = { [CLIENT]: 'client', [UNINJECTED]: 'client', [COLLECTOR]: 'agent' }

export function describePod(pod: V1Pod): WorkloadPod {
  const service = pod.metadata!.labels!['app']!
  const roleOf = (container: string): Role =>
    container !== APP_CONTAINER ? 'proxy' : (ROLES[service] ?? 'app')
  return {
    service,
    namespace: pod.metadata!.namespace!,
    pod: pod.metadata!.name!,
    uid: pod.metadata!.uid!,
    node: pod.spec!.nodeName!,
    address: pod.status!.podIP!,
    containers: runningContainers(pod).map((status) => ({
      name: status.name,
      id: (status.containerID ?? '').replace(/^\w+:\/\//, ''),
      image: status.image,
      imageId: status.imageID,
      role: roleOf(status.name),
      cpuLimit: cpuLimitOf(pod, status.name),
      requests: requestsOf(pod, status.name),
    })),
  }
}

/** The running containers of a pod. Running init containers are sidecars (in Kubernetes 1.33 Istio's proxy is one); ended ones are left out. */
export const runningContainers = (pod: V1Pod): V1ContainerStatus[] =>
  [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])].filter(
    ({ state }) => state?.running !== undefined,
  )

/**
 * Checks that the pods are still those that were raised, with one request for each namespace.
 * @throws BenchError naming a pod that was evicted, restarted, replaced or is not ready, with its last log lines
 */
export async function assertSamePods(api: ClusterApi, names: ArmNames, raised: WorkloadPod[]): Promise<void> {
  for (const namespace of new Set(raised.map((pod) => pod.namespace))) {
    const { items } = await atApi(
      `list pods of ${namespace}`,
      api.core.listNamespacedPod({ namespace, labelSelector: selectorOf(names) }),
    )
    for (const known of raised.filter((pod) => pod.namespace === namespace)) {
      const now = items.find(({ metadata }) => metadata?.uid === known.uid)
      const change = now ? changeOf(now, known) : 'it has gone'
      if (change === null) continue
      const details = now ? `\n${await describeStuckPod(api, now)}` : ''
      throw new BenchError(
        `pod ${known.service} (${namespace}/${known.pod}): ${change}${details}`,
        'its node may be short of memory or disk; the arm is raised again for the next trial',
      )
    }
  }
}

function changeOf(pod: V1Pod, known: WorkloadPod): string | null {
  const reason = permanentFailure(pod)
  if (reason !== null) return reason
  const ids = new Set(runningContainers(pod).map(({ containerID }) => containerID?.replace(/^\w+:\/\//, '')))
  const restarted = known.containers.find(({ id }) => !ids.has(id))
  if (restarted) return `container ${restarted.name} ended or was restarted`
  return isReady(pod) ? null : 'it is not ready any more'
}
