/** What proxies themselves counted, which is what must have become visible. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProofTraffic } from '../../../datapath.ts'
import { readStatistics, sumOf } from '../../../envoy/admin.ts'
import type { EnvoyOfPod } from '../../../envoy/envoy.ts'

const SUFFIX = String.raw`\.downstream_rq_total$`
/** Without the admin interface, and without the listener for Prometheus. */
const TAKEN = new RegExp(String.raw`^http\.(?!admin\.|stats\.).*${SUFFIX}`)

/** Requests that the listeners of these proxies took so far, in and out. */
export async function requestsTaken(sidecars: readonly EnvoyOfPod[]): Promise<number> {
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

/** Waits until as many have arrived as were taken, or for this long: what has not arrived by then is lost. Returns what is there. */
export async function arrived<There>(
  read: () => Promise<There>,
  isComplete: (there: There) => boolean,
  mostMs: number,
): Promise<There> {
  for (let waitedMs = 0; ; waitedMs += LOOK_MS) {
    const there = await read()
    if (isComplete(there) || waitedMs >= mostMs) return there
    await sleep(LOOK_MS)
  }
}
