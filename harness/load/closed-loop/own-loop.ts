/** A generator that keeps a fixed number of pages under way. For pages that call several servers, which autocannon cannot send. */
import { createConnectionPool } from '../connection-pool.ts'
import type { PagePlan } from '../page-plan.ts'
import { PageRun, type PageContext } from '../page-run.ts'
import type { Generator } from './generator.ts'

/** A page that takes longer is an error. */
const PAGE_TIMEOUT_MS = 5000
/** Pause after a failed page: without it, refused connects would keep the CPU busy. */
const PAUSE_AFTER_FAILURE_MS = 10

export function startOwnLoop(plan: PagePlan, connections: number): Generator {
  const pool = createConnectionPool()
  let completedPages = 0
  let errors = 0
  let underWay = 0
  let stopped: (() => void) | null = null

  const context: PageContext = {
    plan,
    pool,
    connection: 'keep-alive',
    timeoutMs: PAGE_TIMEOUT_MS,
    settled(page) {
      underWay--
      if (page.outcome === 'completed') completedPages++
      else errors++
      // A request that was sent again counts as an error, as in autocannon: a capacity must not depend on second tries.
      errors += page.resent
      if (stopped) {
        if (underWay === 0) stopped()
      } else if (page.outcome === 'completed') {
        next()
      } else {
        setTimeout(() => stopped ?? next(), PAUSE_AFTER_FAILURE_MS)
      }
    },
  }
  const next = () => {
    underWay++
    new PageRun(context, performance.now())
  }
  for (let page = 0; page < connections; page++) next()

  return {
    count: () => ({ completedPages, errors }),
    async stop() {
      await new Promise<void>((resolve) => {
        stopped = resolve
        if (underWay === 0) resolve()
      })
      pool.close()
    },
  }
}
