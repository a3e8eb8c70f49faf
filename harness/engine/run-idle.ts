/** What an arm costs just to have: thawed, without load. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Arm } from '../arm/arm.ts'
import { IDLE_SETTLE_MS, IDLE_WINDOW_MS } from '../plan/durations.ts'
import type { IdleRecord } from '../results/record.ts'
import type { Load } from '../scenario/schema.ts'

/** Long enough for the arm's CPU to be read at all, where the loads' windows are so too: else there is nothing to subtract it from. */
export const idleWindowMs = (
  { leastCpuWindowMs = 0 }: Arm,
  loads: readonly Pick<Load, 'measure'>[],
): number =>
  loads.some(({ measure }) => measure >= leastCpuWindowMs)
    ? Math.max(IDLE_WINDOW_MS, leastCpuWindowMs)
    : IDLE_WINDOW_MS

/** Measures one idle window and leaves the arm frozen. @throws when the arm has died. */
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
    const window = await arm.cpu.open(others)
    await sleep(windowMs)
    const cpu = await window.close()
    return {
      kind: 'idle',
      arm: arm.spec.name,
      load: 'none',
      bringUp,
      startedAt,
      cpu,
      memory: await arm.memory(),
    }
  } finally {
    await arm.freeze()
  }
}
