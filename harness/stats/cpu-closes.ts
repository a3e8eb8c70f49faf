/** Whether the account of CPU holds: the cgroups' exact times against what all tasks, and the host, were busy. */
import type { CpuWindow } from '../results/record.ts'
import { windowParts } from './cpu-parts.ts'

/** Above this share of the host another program's work is in the figures (docs/method.md#what-invalidates-a-trial). */
const FOREIGN_SHARE = 0.05

/** Idle time comes in units of 10 ms for each core: by so much the rest may fall below 0 without meaning anything. */
const IDLE_UNIT_US = 10_000

/** What is odd about the account of these windows, in words. */
export function cpuWarnings(windows: readonly CpuWindow[]): string[] {
  const accounts = windows.map(windowParts)
  const count = (isOdd: (parts: (typeof accounts)[number]) => boolean): string | null => {
    const odd = accounts.filter(isOdd).length
    return odd === 0 ? null : `${odd} of ${accounts.length} trials`
  }
  const roundingUs = IDLE_UNIT_US * (windows[0]?.cores ?? 0)
  const below0 = (reading: unknown): boolean => typeof reading === 'number' && reading < -roundingUs
  const hostUs = (windows[0]?.cores ?? 0) * (windows[0]?.wallUs ?? 0)
  const busyForeign = count(({ foreign }) => typeof foreign === 'number' && foreign > FOREIGN_SHARE * hostUs)
  const negativeForeign = count((parts) => below0(parts.foreign))
  const negativeInterrupts = count((parts) => below0(parts.interruptsInIdle))
  const negativeRest = count(
    (parts) => typeof parts.foreign !== 'number' && below0(parts.foreignAndInterrupts),
  )
  return [
    busyForeign && `other programs took more than ${FOREIGN_SHARE * 100} % of the host in ${busyForeign}`,
    negativeForeign && `our own cgroups were charged more than all tasks of the host in ${negativeForeign}`,
    negativeInterrupts &&
      `the tasks of the host were charged more than its busy time in ${negativeInterrupts}`,
    negativeRest && `our own cgroups were charged more than the host's busy time in ${negativeRest}`,
  ].filter((warning) => warning !== null)
}
