/** What keeps pods from being made or from finding a node, in the cluster's own words, while they are waited for. */
import type { CoreV1Event, V1Pod } from '@kubernetes/client-node'
import type { ClusterApi } from './connect.ts'
import { allShut, cpuRoom } from './node-room.ts'
import type { Cause } from './stuck-cause.ts'

export interface Obstacle {
  cause: Cause
  /** A line for each pod, or for what should have made it. */
  lines: string[]
  /** It does not pass by waiting. */
  lasting: boolean
}

/** An event of an earlier try is no reason of this one. */
const MOST_EVENT_AGE_MS = 60_000

/** Null while there is none, or where none can be read. @param lacking how many pods have not even been made */
export async function findObstacle(
  api: ClusterApi,
  namespace: string,
  pods: V1Pod[],
  lacking: number,
): Promise<Obstacle | null> {
  try {
    return (lacking > 0 ? await refusedPods(api, namespace) : null) ?? (await unscheduledPods(api, pods))
  } catch {
    return null // whoever may not ask waits, and is told the pods' own words
  }
}

/** A pod that was refused has no events: what was to make it has them. */
async function refusedPods(api: ClusterApi, namespace: string): Promise<Obstacle | null> {
  const { items } = await api.core.listNamespacedEvent({ namespace, fieldSelector: 'reason=FailedCreate' })
  const since = Date.now() - MOST_EVENT_AGE_MS
  // Each try of one object names another pod: the last one says it all.
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

/** The scheduler's sentence is in the condition of the pod. */
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

/** What the Cluster Autoscaler and Karpenter say of a pod that they make room for. */
const COMING = new Set(['TriggeredScaleUp', 'Nominated'])

async function nodesAreComing(api: ClusterApi, { metadata }: V1Pod): Promise<boolean> {
  const { items } = await api.core.listNamespacedEvent({
    namespace: metadata?.namespace ?? '',
    fieldSelector: `involvedObject.name=${metadata?.name ?? ''}`,
  })
  return items.some(({ reason }) => COMING.has(reason ?? ''))
}

const nameOf = ({ metadata }: V1Pod): string => `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`
