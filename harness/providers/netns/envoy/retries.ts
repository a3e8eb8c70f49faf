/** Counts the requests that proxies sent again. Retries change the cost of a page, so a trial with retries is invalid. */
import { readStatistics, sumOf } from './admin.ts'
import type { EnvoyOfPod } from './envoy.ts'

/** Pattern of Envoy's retry counters. There is a counter for each cluster that a proxy can send to. */
export const RETRIES = String.raw`\.upstream_rq_retry$`

/** Number of retries of all proxies so far. */
export async function readRetries(envoys: EnvoyOfPod[]): Promise<number> {
  const each = await Promise.all(
    envoys.map(async ({ adminSocket }) =>
      sumOf(await readStatistics(adminSocket, RETRIES), new RegExp(RETRIES)),
    ),
  )
  return each.reduce((sum, count) => sum + count, 0)
}
