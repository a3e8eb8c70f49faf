/** Requests that proxies sent again: they change what a page costs, so that a trial with some is invalid. */
import { readStatistics, sumOf } from './admin.ts'
import type { EnvoyOfPod } from './envoy.ts'

/** Envoy's counters of retries, one for each place a proxy can send to. */
export const RETRIES = String.raw`\.upstream_rq_retry$`

/** Retries of all proxies so far. */
export async function readRetries(envoys: EnvoyOfPod[]): Promise<number> {
  const each = await Promise.all(
    envoys.map(async ({ adminSocket }) =>
      sumOf(await readStatistics(adminSocket, RETRIES), new RegExp(RETRIES)),
    ),
  )
  return each.reduce((sum, count) => sum + count, 0)
}
