/** The open-loop driver: sends each page when it is due, whether or not earlier pages have been answered. */
import type { PacedResult, PacedSpec } from '../../arm/arm.ts'
import { createConnectionPool } from '../connection-pool.ts'
import { planPage } from '../page-plan.ts'
import { PageRun, type PageContext } from '../page-run.ts'
import type { Conversation } from '../protocol.ts'
import { createLedgerBook } from './ledger.ts'
import { pace } from './pace.ts'
import { createRawSamples, writeRawFile } from './raw-samples.ts'
import { dueTimes } from './schedule.ts'
import { pagesUnderWay, summarizeLatency } from './summarize.ts'

/** With this many pages under way no further page is sent: an arm that never answers must not use up the machine's memory. */
const MOST_PAGES_UNDER_WAY = 4096
/** Time from the arrival of the spec to the first page. */
const START_DELAY_MS = 20

/**
 * Sends pages through warm-up and measured window, and on until told to stop. Then waits for the pages of the window, writes
 * the raw file and returns the account, which contains only pages that were *due* in the window.
 * @throws when a name cannot be resolved or the raw file cannot be written.
 */
export async function runPaced(spec: PacedSpec, conversation: Conversation): Promise<PacedResult> {
  const plan = await planPage(spec.page, spec.port, spec.connection)
  const pool = createConnectionPool()
  const book = createLedgerBook()
  const samples = createRawSamples((spec.pagesPerSecond * spec.measureMs) / 1000 + 1)
  const connectUs: number[] = []
  const beganMs = performance.now() + START_DELAY_MS + spec.warmUpMs
  const endedMs = beganMs + spec.measureMs
  const isMeasured = (dueMs: number) => dueMs >= beganMs && dueMs < endedMs
  let underWay = 0
  let resent = 0
  let doneInWindow = 0
  let allSettled: (() => void) | null = null

  const context: PageContext = {
    plan,
    pool,
    connection: spec.connection,
    timeoutMs: spec.timeoutMs,
    settled(page) {
      underWay--
      if (underWay === 0) allSettled?.()
      if (page.outcome === 'completed' && page.doneMs >= beganMs && page.doneMs < endedMs) doneInWindow++
      if (!isMeasured(page.dueMs)) return
      book.settled(page)
      resent += page.resent
      for (const durationMs of page.connectMs) connectUs.push(durationMs * 1000)
      if (page.outcome === 'completed') samples.add(page, beganMs)
    },
  }

  const release = (dueMs: number) => {
    const measured = isMeasured(dueMs)
    const refusal = reasonNotToSend(performance.now() - dueMs, underWay, spec.timeoutMs)
    if (refusal) {
      if (measured) book.notSent(refusal)
      return
    }
    if (measured) book.sent()
    underWay++
    new PageRun(context, dueMs)
  }

  const stopPacing = pace(dueTimes(spec.pagesPerSecond, spec.warmUpMs, spec.seed), beganMs, release)
  await sleepUntil(beganMs)
  conversation.announce({ event: 'window-began' })
  await sleepUntil(endedMs)
  conversation.announce({ event: 'window-ended' })
  await conversation.stopAfterWindow()
  stopPacing()
  // Each page ends at the latest by its timeout.
  if (underWay > 0) await new Promise<void>((resolve) => (allSettled = resolve))
  pool.close()

  const raw = samples.all()
  writeRawFile(spec.rawFile, raw)
  const seconds = spec.measureMs / 1000
  return {
    ledger: book.ledger,
    offeredPerSecond: book.ledger.offered / seconds,
    achievedPerSecond: doneInWindow / seconds,
    pagesUnderWay: pagesUnderWay(raw, spec.measureMs),
    resent,
    window: { beganUs: monotonicUs(beganMs), endedUs: monotonicUs(endedMs) },
    latency: summarizeLatency(raw, spec.connection === 'per-request' ? connectUs : null),
  }
}

function reasonNotToSend(lagMs: number, underWay: number, timeoutMs: number): string | null {
  if (underWay >= MOST_PAGES_UNDER_WAY) return `not sent: ${MOST_PAGES_UNDER_WAY} pages under way`
  // The client was not running for a while. Sending all overdue pages now would measure the client's own burst.
  if (lagMs > timeoutMs) return 'not sent: the client was late by more than the timeout'
  return null
}

function sleepUntil(timeMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(1, timeMs - performance.now())))
}

/** Readings of both clocks; the one whose two sides lie closest together is taken, since an interruption would shift it. */
const CLOCK_READINGS = 10

/**
 * Converts a time of performance.now() to microseconds of CLOCK_MONOTONIC, the clock that all processes of the host share. The hop
 * clock places pages among exchanges by it, so an error must stay below the time from here to a socket.
 */
function monotonicUs(timeMs: number): number {
  let [offsetUs, widthMs] = [NaN, Infinity]
  for (let reading = 0; reading < CLOCK_READINGS; reading++) {
    const beforeMs = performance.now()
    const monotonicNs = process.hrtime.bigint()
    const afterMs = performance.now()
    if (afterMs - beforeMs >= widthMs) continue
    widthMs = afterMs - beforeMs
    offsetUs = Number(monotonicNs) / 1000 - ((beforeMs + afterMs) / 2) * 1000
  }
  return offsetUs + timeMs * 1000
}
