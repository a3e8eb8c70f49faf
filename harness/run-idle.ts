/** What an arm costs just to have: thawed, without load. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Arm } from './arm.ts'
import { IDLE_SETTLE_MS, IDLE_WINDOW_MS } from './plan/durations.ts'
import type { IdleRecord } from './results/record.ts'

/** Measures one idle window and leaves the arm frozen. @throws when the arm has died. */
export async function runIdle(arm: Arm, others: Arm[], bringUp: number): Promise<IdleRecord> {
  const startedAt = new Date().toISOString()
  await arm.thaw()
  try {
    await arm.assertAlive()
    await sleep(IDLE_SETTLE_MS)
    const window = await arm.cpu.open(others)
    await sleep(IDLE_WINDOW_MS)
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
