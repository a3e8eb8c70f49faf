/** What an arm costs just to have: thawed, without load. */
import { setTimeout as sleep } from 'node:timers/promises'
import { readEdge, subtract } from './account/window.ts'
import type { Arm } from './arm.ts'
import type { IdleRecord } from './results/record.ts'

/** Timers that were due while the arm was frozen all fire at once after the thaw; they are not its idle rate. */
const SETTLE_MS = 300
/** Long enough for Envoy's 5 s flush cycle to show in proportion over the bring-ups, short enough for the time budget. */
const IDLE_WINDOW_MS = 1500

/** Measures one idle window and leaves the arm frozen. @throws when the arm has died. */
export async function runIdle(arm: Arm, others: Arm[], bringUp: number): Promise<IdleRecord> {
  const startedAt = new Date().toISOString()
  await arm.thaw()
  try {
    arm.assertAlive()
    await sleep(SETTLE_MS)
    const input = { units: arm.units, otherUnits: others.flatMap((other) => other.units) }
    const before = readEdge(input)
    await sleep(IDLE_WINDOW_MS)
    const cpu = subtract(before, readEdge(input))
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
