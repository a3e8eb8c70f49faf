/** Checks the account of CPU: compares the exact times of the cgroups with the busy time of all tasks and of the host. */
import { isDisturbed, MOST_FOREIGN_SHARE } from '../results/foreign-share.ts'
import type { CpuWindow } from '../results/record.ts'
import { windowParts } from './cpu-parts.ts'

/** What is wrong with a window that other programs disturbed. */
export const DISTURBED = `other programs took more than ${MOST_FOREIGN_SHARE * 100} % of the host`

/** Idle time comes in units of 10 ms for each core, so the rest may be below 0 by as much without any error. */
const IDLE_UNIT_US = 10_000

/** Warnings about the account of these windows; empty where nothing is wrong. */
export function cpuWarnings(windows: readonly CpuWindow[]): string[] {
  const accounts = windows.map(windowParts)
  const ofTrials = (odd: number): string | null => (odd === 0 ? null : `${odd} of ${windows.length} trials`)
  const count = (isOdd: (parts: (typeof accounts)[number]) => boolean): string | null =>
    ofTrials(accounts.filter(isOdd).length)
  const roundingUs = IDLE_UNIT_US * (windows[0]?.cores ?? 0)
  const below0 = (reading: unknown): boolean => typeof reading === 'number' && reading < -roundingUs
  const busyForeign = ofTrials(windows.filter(isDisturbed).length)
  const negativeForeign = count((parts) => below0(parts.foreign))
  const negativeInterrupts = count((parts) => below0(parts.interruptsInIdle))
  const negativeRest = count(
    (parts) => typeof parts.foreign !== 'number' && below0(parts.foreignAndInterrupts),
  )
  return [
    busyForeign && `${DISTURBED} in ${busyForeign}`,
    negativeForeign && `our own cgroups were charged more than all tasks of the host in ${negativeForeign}`,
    negativeInterrupts &&
      `the tasks of the host were charged more than its busy time in ${negativeInterrupts}`,
    negativeRest && `our own cgroups were charged more than the host's busy time in ${negativeRest}`,
  ].filter((warning) => warning !== null)
}
