/** The driver for proofs: sends exactly N pages, so that every counter on the path must show N. */
import type { ExactResult, ExactSpec } from '../arm/arm.ts'
import { createConnectionPool } from './connection-pool.ts'
import { planPage } from './page-plan.ts'
import { PageRun } from './page-run.ts'

/** A page that takes longer is an error. */
const PAGE_TIMEOUT_MS = 5000

/** Sends the pages one after the other, each call on a new connection. @throws when a name cannot be resolved. */
export async function runExactly(spec: ExactSpec): Promise<ExactResult> {
  const plan = await planPage(spec.page, spec.port, 'per-request')
  const pool = createConnectionPool()
  const result: ExactResult = { completed: 0, errors: {} }
  for (let sent = 0; sent < spec.pages; sent++) {
    const page = await new Promise<PageRun>((settled) => {
      new PageRun(
        { plan, pool, connection: 'per-request', timeoutMs: PAGE_TIMEOUT_MS, settled },
        performance.now(),
      )
    })
    if (page.outcome === 'completed') result.completed++
    else result.errors[page.reason] = (result.errors[page.reason] ?? 0) + 1
  }
  return result
}
