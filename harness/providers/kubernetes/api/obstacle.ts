/** Finds out why awaited pods are not created or get no node, from the events and conditions of the cluster. */
import type { CoreV1Event, V1Pod } from '@kubernetes/client-node'
import type { ClusterApi } from './connect.ts'
import { allShut, cpuRoom } from './node-room.ts'
import type { Cause } from './stuck-cause.ts'

export interface Obstacle {
  cause: Cause
  /** The cluster's message, one line for each pod or for the ReplicaSet that cannot create it. */
  lines: string[]
  /** Waiting longer does not help. */
  lasting: boolean
}

/** Older events belong to an earlier bring-up. */
const MOST_EVENT_AGE_MS = 60_000

/** Null while nothing is in the way, or where this user may not read events. @param lacking how many pods do not exist yet */
export async function findObstacle(
  api: ClusterApi,
  namespace: string,
  pods: V1Pod[],
  lacking: number,
): Promise<Obstacle | null> {
  try {
    return (lacking > 0 ? await refusedPods(api, namespace) : null) ?? (await unscheduledPods(api, pods))
  } catch {
    return null // a user without the right to read events waits until the time is up
  }
}

/** A pod that was refused does not exist and has no events. The events are those of its ReplicaSet. */
async function refusedPods(api: ClusterApi, namespace: string): Promise<Obstacle | null> {
  const { items } = await api.core.listNamespacedEvent({ namespace, fieldSelector: 'reason=FailedCreate' })
  const since = Date.now() - MOST_EVENT_AGE_MS
  // Each retry of a ReplicaSet names another pod, so only its newest event is kept.
  const newest = new Map(
    items
      .filter((event) => timeOf(event) > since)
      .toSorted((a, b) => timeOf(a) - timeOf(b))
      .map((event) => [event.involvedObject.name, event]),
  )
  const lines = [...newest.values()].map(
    ({ involvedObject: { kind, name }, message }) =>
      `${kind ?? ''} ${namespace}/${name ?? ''}: FailedCreate: ${message ?? ''}`,
  )
  return lines.length === 0 ? null : { cause: 'refused', lines, lasting: true }
}

const timeOf = ({ lastTimestamp, series, eventTime, metadata }: CoreV1Event): number =>
  new Date(
    series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? 0,
  ).getTime()

/** The scheduler's message, from the pod's condition PodScheduled. */
export const schedulerMessage = ({ status }: V1Pod): string | null =>
  status?.conditions?.find(
    ({ type, status: state, message }) => type === 'PodScheduled' && state === 'False' && message,
  )?.message ?? null

async function unscheduledPods(api: ClusterApi, pods: V1Pod[]): Promise<Obstacle | null> {
  const unscheduled = pods.flatMap((pod) => {
    const message = schedulerMessage(pod)
    return message === null ? [] : [{ pod, message }]
  })
  const [first] = unscheduled
  if (!first) return null
  const lines = [
    ...new Set(unscheduled.map(({ pod, message }) => `${nameOf(pod)} is not scheduled: ${message}`)),
  ]
  const nodes = (await api.core.listNode()).items
  const mayGrow = await nodesAreComing(api, first.pod)
  const shut = allShut(first.pod, nodes)
  if (shut !== null) return { cause: 'no node', lines: [...lines, shut], lasting: !mayGrow }
  const all = (await api.core.listPodForAllNamespaces()).items
  const room = cpuRoom(first.pod, nodes, all)
  const isFreed = !room.fitsNowhere && all.some(({ metadata }) => metadata?.deletionTimestamp !== undefined)
  if (room.isShort)
    return {
      cause: 'too little CPU',
      lines: [...lines, `${nameOf(first.pod)}: ${room.text}`],
      lasting: !mayGrow && !isFreed,
    }
  return { cause: 'not scheduled', lines, lasting: false }
}

/** Event reasons of the Cluster Autoscaler and of Karpenter for a pod that they add a node for. */
const COMING = new Set(['TriggeredScaleUp', 'Nominated'])

async function nodesAreComing(api: ClusterApi, { metadata }: V1Pod): Promise<boolean> {
  const { items } = await api.core.listNamespacedEvent({
    namespace: metadata?.namespace ?? '',
    fieldSelector: `involvedObject.name=${metadata?.name ?? ''}`,
  })
  return items.some(({ reason }) => COMING.has(reason ?? ''))
}

const nameOf = ({ metadata }: V1Pod): string => `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`
