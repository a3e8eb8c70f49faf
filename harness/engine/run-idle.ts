/** Measures what arms cost without load: each is thawed and left idle for a window. */
import { bringUpsOf } from '../plan/bring-ups.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Arm } from '../arm/arm.ts'
import { withAdvice } from '../errors.ts'
import { IDLE_SETTLE_MS, IDLE_WINDOW_MS, IDLE_WINDOWS } from '../plan/durations.ts'
import { dueIn } from '../plan/spread.ts'
import type { IdleRecord } from '../results/record.ts'
import type { Load } from '../scenario/schema.ts'
import { isDoneBefore } from './done-before.ts'
import { comparedInOrder, othersOf, type RaisedArms } from './raised-arms.ts'
import type { RunContext } from './run-context.ts'
import { openInstruments } from './window.ts'

/**
 * Measures the idle windows of this bring-up, if any belong to it: one of each arm, in the order of the bring-up's first round, so
 * that no arm always comes first. A window that fails is reported, and is missing.
 */
export async function measureIdle(context: RunContext, up: RaisedArms): Promise<void> {
  const { plan } = context
  const windows = dueIn(up.index, bringUpsOf(plan), plan.quick ? 0 : IDLE_WINDOWS)
  const order = plan.order[up.index * plan.roundsPerBringUp]!
  for (let window = 0; window < windows; window += 1)
    for (const arm of comparedInOrder(up, order))
      if (!isDoneBefore(context.before, { kind: 'idle', bringUp: up.index, arm: arm.spec.name }))
        await measureIdleOf(context, up, arm)
}

async function measureIdleOf(context: RunContext, up: RaisedArms, arm: Arm): Promise<void> {
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
