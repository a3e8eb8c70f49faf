/** Checks the account of CPU: compares the exact times of the cgroups with the busy time of all tasks and of the host. */
import { isNotMeasured } from '../results/measured.ts'
import type { CpuReading, CpuWindow } from '../results/record.ts'
import { windowParts, type CpuParts } from './cpu-parts.ts'

/** If other programs take a larger share of the host, their work disturbs the figures (docs/method.md#what-is-excluded-and-what-is-flagged). */
const FOREIGN_SHARE = 0.05

/** What is wrong with a window that other programs disturbed. */
export const DISTURBED = `other programs took more than ${FOREIGN_SHARE * 100} % of the host`

const takesTooMuch = ({ foreign }: Pick<CpuParts, 'foreign'>, hostUs: number): boolean =>
  typeof foreign === 'number' && foreign > FOREIGN_SHARE * hostUs

/** Idle time comes in units of 10 ms for each core, so the rest may be below 0 by as much without any error. */
const IDLE_UNIT_US = 10_000

/** Warnings about the account of these windows; empty where nothing is wrong. */
export function cpuWarnings(windows: readonly CpuWindow[]): string[] {
  const accounts = windows.map(windowParts)
  const count = (isOdd: (parts: (typeof accounts)[number]) => boolean): string | null => {
    const odd = accounts.filter(isOdd).length
    return odd === 0 ? null : `${odd} of ${accounts.length} trials`
  }
  const roundingUs = IDLE_UNIT_US * (windows[0]?.cores ?? 0)
  const below0 = (reading: unknown): boolean => typeof reading === 'number' && reading < -roundingUs
  const hostUs = (windows[0]?.cores ?? 0) * (windows[0]?.wallUs ?? 0)
  const busyForeign = count((parts) => takesTooMuch(parts, hostUs))
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

/** Whether other programs disturbed a window. False where their share was not measured. */
export const isDisturbed = (cpu: CpuReading): boolean =>
  !isNotMeasured(cpu) && takesTooMuch(windowParts(cpu), cpu.cores * cpu.wallUs)
