/** What proxies themselves counted, which is what must have become visible. */
import { arrived as arrivedOf } from '../../../../shared/collectors/arrived.ts'
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

/** Often enough that the wait is not much longer than it must be. */
const LOOK_MS = 50

/** As the shared function, for these proxies. */
export const arrived = <There extends object>(
  sidecars: readonly EnvoyOfPod[],
  read: () => Promise<There>,
  countOf: (there: There) => number,
  mostMs: number,
): Promise<There & { taken: number }> =>
  arrivedOf({ taken: () => requestsTaken(sidecars), read, countOf, mostMs, lookMs: LOOK_MS })
