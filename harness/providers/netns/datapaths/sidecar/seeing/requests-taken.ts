/** What proxies themselves counted, which is what must have become visible. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProofTraffic } from '../../../datapath.ts'
import { readStatistics, sumOf } from '../../../envoy/admin.ts'
import type { EnvoyOfPod } from '../../../envoy/envoy.ts'

const SUFFIX = String.raw`\.downstream_rq_total$`
/** Without the admin interface, and without the listener for Prometheus. */
const TAKEN = new RegExp(String.raw`^http\.(?!admin\.|stats\.).*${SUFFIX}`)

/** Requests that the listeners of these proxies took so far, in and out. */
async function requestsTaken(sidecars: readonly EnvoyOfPod[]): Promise<number> {
  const each = await Promise.all(
    sidecars.map(async ({ adminSocket }) => sumOf(await readStatistics(adminSocket, SUFFIX), TAKEN)),
  )
  return each.reduce((sum, count) => sum + count, 0)
}

/** Requests of one pod's proxy that a proof must have caused: calls of the pod, and calls that it answered. */
export function requestsThrough(pod: string, { requests }: ProofTraffic): number {
  const made = Object.values(requests).reduce((sum, callers) => sum + (callers[pod] ?? 0), 0)
  return Object.values(requests[pod] ?? {}).reduce((sum, count) => sum + count, made)
}

/** Often enough that the wait is not much longer than it must be. */
const LOOK_MS = 50

/**
 * Waits until as much has arrived as the proxies took, and they take no more: a load that ends leaves requests behind. What has not
 * arrived within this time is lost. Returns what is there, with how many requests were taken.
 */
export async function arrived<There extends object>(
  sidecars: readonly EnvoyOfPod[],
  read: () => Promise<There>,
  countOf: (there: There) => number,
  mostMs: number,
): Promise<There & { taken: number }> {
  let takenBefore: number | null = null
  for (let waitedMs = 0; ; waitedMs += LOOK_MS) {
    const taken = await requestsTaken(sidecars)
    const there = await read()
    const isComplete = taken === takenBefore && countOf(there) >= taken
    if (isComplete || waitedMs >= mostMs) return { ...there, taken }
    takenBefore = taken
    await sleep(LOOK_MS)
  }
}
