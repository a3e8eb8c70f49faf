/** Waits for pods by watching them, and says why those that do not come up are stuck. */
import { Watch, type V1Pod } from '@kubernetes/client-node'
import { BenchError } from '../../../errors.ts'
import type { ClusterApi } from './connect.ts'
import { atApi } from './failure.ts'
import { hopeless, isReady, whyStuck } from './why-stuck.ts'

export interface PodsToWait {
  namespace: string
  labelSelector: string
  /** How many there must be. */
  count: number
}

/**
 * Returns the pods once so many of them are ready.
 * @throws BenchError with events and last words of those that are stuck, at once where waiting cannot help
 */
export async function waitForPods(
  api: ClusterApi,
  what: string,
  { namespace, labelSelector, count }: PodsToWait,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<V1Pod[]> {
  const giveUpAt = performance.now() + timeoutMs
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
        const all = [...pods.values()]
        const ready = all.filter(isReady)
        return ready.length >= count && ready.length === all.length
          ? true
          : all.some((pod) => hopeless(pod) !== null) || undefined
      },
      giveUpAt - performance.now(),
      signal,
    )
    const all = [...pods.values()]
    if (outcome === 'done' && all.every((pod) => hopeless(pod) === null)) return all
    if (outcome === 'watch ended') continue
    const stuck = await Promise.all(all.filter((pod) => !isReady(pod)).map((pod) => whyStuck(api, pod)))
    throw new BenchError(
      `waited ${String(Math.round((timeoutMs - (giveUpAt - performance.now())) / 1000))} s for ${what}: ${String(all.filter(isReady).length)} of ${String(count)} pods are ready\n${stuck.join('\n') || '(no pod was made: look at the events of its ReplicaSet)'}`,
      'the lines above are the cluster’s own; a small host may lack CPU for the requests of a mesh: --mesh-values lowers them',
    )
  }
}

/** Keeps `pods` up to date until `done` says so, the time is up, or the server ends the watch. */
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
