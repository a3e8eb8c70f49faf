/** Says why a pod is not ready: waiting containers, the pod's events, the last lines of its logs. */
import type { V1Pod } from '@kubernetes/client-node'
import { messageOf } from '../../../errors.ts'
import type { ClusterApi } from './connect.ts'
import { causeOf, type Cause } from './stuck-cause.ts'

const EVENTS_SHOWN = 4
const LOG_LINES_SHOWN = 8

const statusesOf = (pod: V1Pod) => [
  ...(pod.status?.initContainerStatuses ?? []),
  ...(pod.status?.containerStatuses ?? []),
]

/** Whether a pod has the condition Ready and is not being deleted. */
export const isReady = (pod: V1Pod): boolean =>
  pod.metadata?.deletionTimestamp === undefined &&
  (pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false)

/** Why the pod will never become ready; null while it still may. */
export const permanentFailure = (pod: V1Pod): string | null => findPermanentFailure(pod)?.text ?? null

/** As permanentFailure, with the cause. */
export function findPermanentFailure(pod: V1Pod): { cause: Cause; text: string } | null {
  if (pod.status?.phase === 'Failed')
    return {
      cause: 'crash',
      text: `${pod.status.reason ?? 'it failed'}${pod.status.message ? `: ${pod.status.message}` : ''}`,
    }
  for (const { name, state } of statusesOf(pod)) {
    const cause = causeOf(state?.waiting?.reason)
    if (cause !== null)
      return { cause, text: `container ${name}: ${state!.waiting!.reason!}${tail(state!.waiting!.message)}` }
  }
  return null
}

/** A few lines with what `kubectl describe` and `kubectl logs` would show about the problem. */
export async function describeStuckPod(api: ClusterApi, pod: V1Pod): Promise<string> {
  const [name, namespace] = [pod.metadata?.name ?? '', pod.metadata?.namespace ?? '']
  const lines = [`${namespace}/${name}: ${pod.status?.phase ?? 'unknown'}`]
  for (const { name: container, ready, state, restartCount } of statusesOf(pod)) {
    if (ready && !state?.waiting) continue
    const reason = state?.waiting?.reason ?? state?.terminated?.reason
    const message = state?.waiting?.message ?? state?.terminated?.message
    if (reason) lines.push(`  container ${container}: ${reason}${tail(message)}, ${restartCount} restarts`)
    const text = await lastLogLines(api, namespace, name, container, restartCount > 0)
    if (text) lines.push(...text.split('\n').map((line) => `    ${line}`))
  }
  for (const condition of pod.status?.conditions ?? [])
    if (condition.status === 'False' && condition.message)
      lines.push(`  ${condition.type}: ${condition.message}`)
  return [...lines, ...(await eventsOf(api, namespace, name))].join('\n')
}

async function eventsOf(api: ClusterApi, namespace: string, pod: string): Promise<string[]> {
  try {
    const { items } = await api.core.listNamespacedEvent({
      namespace,
      fieldSelector: `involvedObject.name=${pod}`,
    })
    return items
      .filter(({ type }) => type !== 'Normal')
      .slice(-EVENTS_SHOWN)
      .map(({ reason, message }) => `  event ${reason ?? ''}: ${message ?? ''}`)
  } catch (error) {
    return [`  (its events cannot be read: ${messageOf(error)})`]
  }
}

/** The end of a container's log. @param previous takes the log of the container before its last restart */
async function lastLogLines(
  api: ClusterApi,
  namespace: string,
  name: string,
  container: string,
  previous: boolean,
): Promise<string> {
  const log = await api.core
    .readNamespacedPodLog({ namespace, name, container, previous, tailLines: LOG_LINES_SHOWN })
    .catch(() => '')
  return log.trim()
}

const tail = (message: string | undefined): string => (message ? `: ${message}` : '')
