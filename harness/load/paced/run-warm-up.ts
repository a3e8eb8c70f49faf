/** The driver for the first load of an arm: the paced client, which waits where the arm cannot keep up. */
import type { ExactResult, WarmUpSpec } from '../../arm/arm.ts'
import { createConnectionPool } from '../connection-pool.ts'
import { planPage } from '../page-plan.ts'
import { PageRun, type PageContext } from '../page-run.ts'
import { pace } from './pace.ts'
import { dueTimes } from './schedule.ts'

/** Faster than any arm answers at first, and slow enough for the client's own timers to be used. */
const PAGES_PER_SECOND = 4000
/** Keeps two cores busy in every arm. Without a limit a slow arm would open more connections than a fast one. */
const MOST_UNDER_WAY = 8
/** A page that takes longer has failed. */
const PAGE_TIMEOUT_MS = 5000
/** After so many failures the arm is not carrying pages, and waiting for each further timeout would take minutes. */
const MOST_FAILURES = 8

/**
 * Sends the pages through the same code as the paced load, so that client, services and proxies are compiled and connected.
 * @throws when a name cannot be resolved, or when several pages fail.
 */
export async function runWarmUp(spec: WarmUpSpec): Promise<ExactResult> {
  const plan = await planPage(spec.page, spec.port, spec.connection)
  const pool = createConnectionPool()
  const result: ExactResult = { completed: 0, errors: {} }
  const ended = Promise.withResolvers<void>()
  let underWay = 0
  let failures = 0
  /** Pages that are due and wait until fewer are under way. */
  const waiting: number[] = []
  let toRelease = spec.pages

  const context: PageContext = {
    plan,
    pool,
    connection: spec.connection,
    timeoutMs: PAGE_TIMEOUT_MS,
    settled(page) {
      underWay--
      if (page.outcome === 'completed') result.completed++
      else {
        failures++
        result.errors[page.reason] = (result.errors[page.reason] ?? 0) + 1
      }
      const next = waiting.shift()
      if (failures >= MOST_FAILURES || (toRelease === 0 && underWay === 0 && next === undefined))
        ended.resolve()
      else if (next !== undefined) send(next)
    },
  }
  const send = (dueMs: number) => {
    underWay++
    new PageRun(context, dueMs)
  }
  const stopPacing = pace(dueTimes(PAGES_PER_SECOND, 0, 'warm-up'), performance.now(), (dueMs) => {
    if (toRelease === 0) return
    toRelease--
    if (underWay < MOST_UNDER_WAY) send(dueMs)
    else waiting.push(dueMs)
  })
  await ended.promise
  toRelease = 0
  stopPacing()
  pool.close()
  if (failures >= MOST_FAILURES) {
    const reasons = Object.entries(result.errors).map(([what, count]) => `${count} × ${what}`)
    throw new Error(`pages of the first warm-up failed: ${reasons.join(', ')}`)
  }
  return result
}
