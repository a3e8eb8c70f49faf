/** The closed-loop driver: sends as many pages as a number of connections can carry, to find where an arm saturates. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ClosedLoopResult, ClosedLoopSpec } from '../../arm/arm.ts'
import { planPage } from '../page-plan.ts'
import type { Conversation } from '../protocol.ts'
import { startAutocannon } from './autocannon.ts'
import { startOwnLoop } from './own-loop.ts'

/**
 * Loads the arm through warm-up and measured window, and on until told to stop. Measures throughput only: a closed loop
 * slows down with the server, so its latencies would not contain the waiting.
 * @throws when a name cannot be resolved, or when no page was answered in the window.
 */
export async function runClosedLoop(
  spec: ClosedLoopSpec,
  conversation: Conversation,
): Promise<ClosedLoopResult> {
  const plan = await planPage(spec.page, spec.port, 'keep-alive')
  const targets = new Set(plan.flat().map((call) => call.target))
  const generator = targets.size === 1 ? 'autocannon' : 'hopbench'
  const running =
    generator === 'autocannon'
      ? await startAutocannon(plan.flat(), spec.connections)
      : startOwnLoop(plan, spec.connections)
  await sleep(spec.warmUpMs)
  const beganMs = performance.now()
  const before = running.count()
  conversation.announce({ event: 'window-began' })
  await sleep(spec.measureMs)
  const after = running.count()
  const seconds = (performance.now() - beganMs) / 1000
  conversation.announce({ event: 'window-ended' })
  await conversation.stopAfterWindow()
  await running.stop()
  const completed = after.completedPages - before.completedPages
  const errors = after.errors - before.errors
  if (completed === 0) throw new Error(`not one page was answered within the window; ${errors} errors`)
  return {
    completed,
    errors,
    pagesPerSecond: completed / seconds,
    generator,
  }
}
