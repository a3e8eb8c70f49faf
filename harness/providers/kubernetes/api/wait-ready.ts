/** Waits until pods are ready by watching them, and says why stuck pods do not become ready. */
import { Watch, type V1Pod } from '@kubernetes/client-node'
import { BenchError } from '../../../errors.ts'
import type { ClusterApi } from './connect.ts'
import { atApi } from './failure.ts'
import { findObstacle, type Obstacle } from './obstacle.ts'
import { ADVICE } from './stuck-cause.ts'
import { permanentFailure, findPermanentFailure, isReady, describeStuckPod } from './stuck-pod.ts'

export interface PodsToWait {
  namespace: string
  labelSelector: string
  /** How many there must be. */
  count: number
}

interface Seen {
  obstacle: Obstacle
  sinceMs: number
  isReported: boolean
}

/** How often to ask why pods do not exist or have no node. */
const LOOK_EVERY_MS = 3000
/** An obstacle may pass within this time: a webhook or a service account comes up, another pod ends and frees a quota. */
const GIVE_UP_AFTER_MS = 20_000

/**
 * Returns the pods once `count` of them are ready.
 * @param onObstacle called with the cluster's message when something delays the pods, while the wait goes on
 * @throws BenchError with events and last log lines of the stuck pods; early where waiting cannot help
 */
export async function waitForPods(
  api: ClusterApi,
  what: string,
  { namespace, labelSelector, count }: PodsToWait,
  timeoutMs: number,
  signal?: AbortSignal,
  onObstacle?: (text: string) => void,
): Promise<V1Pod[]> {
  const beganAt = performance.now()
  const giveUpAt = beganAt + timeoutMs
  let seen: Seen | null = null
  for (;;) {
    signal?.throwIfAborted()
    const { items, metadata } = await atApi(
      `list pods of ${namespace}`,
      api.core.listNamespacedPod({ namespace, labelSelector }),
    )
    const pods = new Map(items.map((pod) => [pod.metadata?.name ?? '', pod]))
    const outcome = await watchUntil(
      api,
      { namespace, labelSelector, resourceVersion: metadata?.resourceVersion },
      pods,
      () => {
        const all = withoutReplaced([...pods.values()])
        const ready = all.filter(isReady)
        return ready.length >= count && ready.length === all.length
          ? true
          : all.some((pod) => permanentFailure(pod) !== null) || undefined
      },
      Math.min(LOOK_EVERY_MS, giveUpAt - performance.now()),
      signal,
    )
    const all = withoutReplaced([...pods.values()])
    const dead = all.map(findPermanentFailure).find((one) => one !== null)
    if (outcome === 'done' && !dead) return all
    if (outcome === 'watch ended') continue
    const now = performance.now()
    const obstacle = dead ? null : await findObstacle(api, namespace, all, count - all.length)
    seen = seenSince(seen, obstacle, now)
    const lastsMs = seen ? now - seen.sinceMs : 0
    // Reported only when seen twice: a pod that was just created has no node yet.
    if (seen && !seen.isReported && lastsMs > 0) {
      onObstacle?.(`${what}: ${seen.obstacle.lines[0]!}`)
      seen.isReported = true
    }
    const isLost = dead !== undefined || (seen?.obstacle.lasting === true && lastsMs > GIVE_UP_AFTER_MS)
    if (!isLost && now < giveUpAt) continue
    const stuck = await Promise.all(
      all.filter((pod) => !isReady(pod)).map((pod) => describeStuckPod(api, pod)),
    )
    const lines = [...(obstacle?.lines ?? []), ...stuck]
    throw new BenchError(
      `${waitedFor(what, now - beganAt)}: ${all.filter(isReady).length} of ${count} pods are ready\n${lines.join('\n') || '(no pod was made, and no event says why)'}`,
      ADVICE[dead?.cause ?? obstacle?.cause ?? 'not ready'],
    )
  }
}

/** Another cause starts a new period: how long the first cause lasted says nothing about the second. */
const seenSince = (seen: Seen | null, obstacle: Obstacle | null, now: number): Seen | null =>
  obstacle && {
    sinceMs: now,
    isReported: false,
    ...(seen?.obstacle.cause === obstacle.cause && seen),
    obstacle,
  }

/** Pods that were already stuck were not waited for, and the message says so. */
function waitedFor(what: string, waitedMs: number): string {
  const seconds = Math.round(waitedMs / 1000)
  return seconds === 0
    ? `did not wait for ${what}, which cannot become ready`
    : `waited ${seconds} s for ${what}`
}

/** Keeps `pods` up to date until `done` returns true, the time is up, or the server ends the watch. */
async function watchUntil(
  api: ClusterApi,
  query: { namespace: string; labelSelector: string; resourceVersion: string | undefined },
  pods: Map<string, V1Pod>,
  done: () => boolean | undefined,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<'done' | 'too late' | 'watch ended'> {
  if (done()) return 'done'
  if (timeoutMs <= 0) return 'too late'
  const { namespace, ...parameters } = query
  const { promise, resolve } = Promise.withResolvers<'done' | 'too late' | 'watch ended'>()
  const abort = () => resolve('watch ended')
  const timer = setTimeout(() => resolve('too late'), timeoutMs)
  signal?.addEventListener('abort', abort, { once: true })
  const watch = await new Watch(api.kubeConfig).watch(
    `/api/v1/namespaces/${namespace}/pods`,
    parameters,
    (phase, pod: V1Pod) => {
      const name = pod.metadata?.name ?? ''
      if (phase === 'DELETED') pods.delete(name)
      else if (phase === 'ERROR') resolve('watch ended')
      else pods.set(name, pod)
      if (done()) resolve('done')
    },
    () => resolve('watch ended'),
  )
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    watch.abort()
  }
}

/**
 * Leaves out failed pods that are being removed, and those in whose place there is another one. Controllers that were away, because
 * their API server was, may make a pod of a replica set that has just been removed; the kubelet ends it, and the object stays for a
 * while.
 */
export const withoutReplaced = (pods: V1Pod[]): V1Pod[] =>
  pods.filter((pod) => {
    if (pod.status?.phase !== 'Failed') return true
    const isReplaced = pods.some(
      (other) =>
        other.metadata?.generateName === pod.metadata?.generateName && other.status?.phase !== 'Failed',
    )
    return pod.metadata?.deletionTimestamp === undefined && !isReplaced
  })
