/** Measures what arms cost without load: each is thawed and left idle for a window. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Arm } from '../arm/arm.ts'
import { withAdvice } from '../errors.ts'
import { IDLE_SETTLE_MS, IDLE_WINDOW_MS } from '../plan/durations.ts'
import type { IdleRecord } from '../results/record.ts'
import type { Load } from '../scenario/schema.ts'
import { othersOf, type RaisedArms } from './raised-arms.ts'
import type { RunContext } from './run-context.ts'
import { openInstruments } from './window.ts'

/** Measures one idle window of each arm. A window that fails is reported, and the arm's CPU above idle stays unknown. */
export async function measureIdle(context: RunContext, up: RaisedArms): Promise<void> {
  for (const arm of up.arms) {
    context.signal.throwIfAborted()
    context.progress.status(`idle cost of ${arm.spec.name}`)
    try {
      const windowMs = idleWindowMs(arm, context.scenario.loads)
      context.store.append(await runIdle(arm, othersOf(up, arm), up.index, windowMs))
    } catch (error) {
      context.store.endIfFull(error)
      context.progress.phase('failed', `idle cost of ${arm.spec.name}: ${withAdvice(error)}`)
    }
  }
}

/**
 * Length of an arm's idle window. It is long enough to read CPU where the windows of the loads are too. Where they are not,
 * the arm has no CPU under load that idle CPU could be subtracted from.
 */
export const idleWindowMs = (
  { leastCpuWindowMs = 0 }: Arm,
  loads: readonly Pick<Load, 'measure'>[],
): number =>
  loads.some(({ measure }) => measure >= leastCpuWindowMs)
    ? Math.max(IDLE_WINDOW_MS, leastCpuWindowMs)
    : IDLE_WINDOW_MS

/** Measures one idle window and leaves the arm frozen. @throws when a program of the arm has ended. */
export async function runIdle(
  arm: Arm,
  others: Arm[],
  bringUp: number,
  windowMs: number,
): Promise<IdleRecord> {
  const startedAt = new Date().toISOString()
  await arm.thaw()
  try {
    await arm.assertAlive()
    await sleep(IDLE_SETTLE_MS)
    const window = await openInstruments({ arm, others, reading: ['cpu', 'memory'] })
    await sleep(windowMs)
    const readings = await window.close()
    return { kind: 'idle', arm: arm.spec.name, load: 'none', bringUp, startedAt, ...readings }
  } finally {
    await arm.freeze()
  }
}
