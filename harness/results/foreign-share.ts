/** When other programs of the host disturbed a window: one limit for every kind of window. Pure. */
import { closeAccount } from './cpu-account.ts'
import { isNotMeasured } from './measured.ts'
import type { CpuReading } from './record.ts'

/**
 * Share of the host. Beyond it, other programs took CPU that they did not take from the other arms
 * (docs/method.md#what-is-excluded-and-what-is-flagged).
 */
export const MOST_FOREIGN_SHARE = 0.05

/** Whether other programs disturbed a window. False where their share was not measured. */
export function isDisturbed(cpu: CpuReading): boolean {
  if (isNotMeasured(cpu)) return false
  const { foreignUs } = closeAccount(cpu)
  return typeof foreignUs === 'number' && foreignUs > MOST_FOREIGN_SHARE * cpu.cores * cpu.wallUs
}
