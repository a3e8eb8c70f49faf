/** The driver of proofs: exactly N pages, so that N must be found at every place they claim to have passed. */
import type { ExactResult, ExactSpec } from '../arm/arm.ts'
import { createConnectionPool } from './connection-pool.ts'
import { planPage } from './page-plan.ts'
import { PageRun } from './page-run.ts'

/** A page of a proof that has not answered by then is an error. */
const PAGE_TIMEOUT_MS = 5000

/** Sends the pages one after the other, each call on a fresh connection. @throws when a name cannot be resolved. */
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
