/** One page under way: its calls in order, its times, and how it ended. */
import type { Connection, Exchange } from './connection.ts'
import type { ConnectionPool } from './connection-pool.ts'
import { requestText, type PagePlan, type PlannedCall } from './page-plan.ts'
import { PAGE_NUMBERS, pageDigits } from '../workload/page-mark.ts'

/** What all pages of a load share. */
export interface PageContext {
  plan: PagePlan
  pool: ConnectionPool
  connection: 'keep-alive' | 'per-request'
  timeoutMs: number
  settled(page: PageRun): void
}

/** Pages that this client has begun since its start, whatever the driver. */
let pages = 0

/** A page and its times, in milliseconds of performance.now(). */
export class PageRun {
  /** The number in the mark of the page's requests. */
  readonly number = pages++ % PAGE_NUMBERS
  readonly digits = pageDigits(this.number)
  readonly dueMs: number
  readonly releasedMs: number
  /** When the first request was written, or where each call opens a connection, when the first connect() began. */
  writtenMs = NaN
  doneMs = NaN
  /** null while the page is under way. */
  outcome: 'completed' | 'failed' | 'timed out' | null = null
  /** Why the page did not complete. */
  reason = ''
  /** Requests sent a second time, because the reused connection had been closed by the server. */
  resent = 0
  /** Durations of connect(), where each call opens a connection. */
  readonly connectMs: number[] = []
  readonly context: PageContext
  private readonly calls = new Set<CallRun>()
  private group = 0
  private readonly timer: NodeJS.Timeout

  constructor(context: PageContext, dueMs: number) {
    this.context = context
    this.dueMs = dueMs
    this.releasedMs = performance.now()
    this.timer = setTimeout(() => this.timeOut(), context.timeoutMs)
    this.startGroup()
  }

  /** Called by a call that has been answered. */
  callDone(call: CallRun): void {
    this.calls.delete(call)
    if (this.outcome || this.calls.size > 0) return
    if (++this.group < this.context.plan.length) {
      this.startGroup()
      return
    }
    this.doneMs = performance.now()
    this.settle('completed', '')
  }

  /** Called by a call that failed. The page's other calls are abandoned. */
  callFailed(call: CallRun, reason: string): void {
    this.calls.delete(call)
    if (!this.outcome) this.settle('failed', reason)
  }

  private startGroup(): void {
    const calls = this.context.plan[this.group]!.map((planned) => new CallRun(this, planned))
    for (const call of calls) this.calls.add(call)
    for (const call of calls) call.start()
  }

  private timeOut(): void {
    const waiting = [...this.calls].some((call) => call.connecting) ? 'connecting' : 'waiting for the answer'
    this.settle('timed out', `timed out ${waiting}`)
  }

  private settle(outcome: 'completed' | 'failed' | 'timed out', reason: string): void {
    clearTimeout(this.timer)
    this.outcome = outcome
    this.reason = reason
    // Calls that are still under way are abandoned; their connections cannot be reused, since an answer may still come.
    for (const call of this.calls) call.abandon()
    this.calls.clear()
    this.context.settled(this)
  }
}

/** One call of a page. */
class CallRun implements Exchange {
  connecting = false
  private readonly page: PageRun
  private readonly planned: PlannedCall
  private connection: Connection | null = null
  private abandoned = false

  constructor(page: PageRun, planned: PlannedCall) {
    this.page = page
    this.planned = planned
  }

  start(): void {
    const reused = this.page.context.pool.take(this.planned.target)
    if (reused) this.write(reused)
    else this.open()
  }

  abandon(): void {
    this.abandoned = true
    this.connection?.destroy()
  }

  connected(connection: Connection): void {
    this.connecting = false
    if (this.page.context.connection === 'per-request') {
      this.page.connectMs.push(connection.connectedMs - connection.connectStartedMs)
    }
    this.write(connection)
  }

  answered(connection: Connection, status: number, reusable: boolean): void {
    if (reusable && this.page.context.connection === 'keep-alive') this.page.context.pool.release(connection)
    else connection.destroy()
    if (status === 200) this.page.callDone(this)
    else this.page.callFailed(this, `HTTP ${status}`)
  }

  broken(connection: Connection, reason: string, unanswered: boolean): void {
    // The server closed the idle connection while the request was on its way (RFC 9112, 9.3.1). The request is sent again on a
    // new connection, and counted as resent.
    if (connection.served > 0 && unanswered && !this.abandoned) {
      this.page.resent++
      this.open()
      return
    }
    this.page.callFailed(this, reason)
  }

  private open(): void {
    this.connecting = true
    this.connection = this.page.context.pool.open(this.planned.target, this)
    if (this.page.context.connection === 'per-request' && Number.isNaN(this.page.writtenMs)) {
      this.page.writtenMs = this.connection.connectStartedMs
    }
  }

  private write(connection: Connection): void {
    this.connection = connection
    const text = requestText(this.planned, this.page.digits)
    // Take the time before the write: over loopback and veth the kernel delivers the bytes, and may wake the peer, within write().
    if (Number.isNaN(this.page.writtenMs)) this.page.writtenMs = performance.now()
    connection.send(text, this)
  }
}
