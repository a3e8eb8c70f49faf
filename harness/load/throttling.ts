/** How often CPU limits stopped an arm's containers between two readings. Pure. */
import type { Throttling } from '../arm/arm.ts'
import { isNotMeasured } from '../results/measured.ts'
import type { CpuReading, NotMeasured, Reading } from '../results/record.ts'

type Look = Throttling | NotMeasured | undefined

/** Throttled periods of each container between two readings; undefined where the arm does not read them. */
export function throttledSince(before: Look, after: Look): Look {
  if (!before || isNotMeasured(before)) return before
  if (!after || isNotMeasured(after)) return after
  return Object.fromEntries(
    Object.entries(after).map(([container, periods]) => [container, periods - (before[container] ?? 0)]),
  )
}

/**
 * Adds the sum of throttled periods to the readings of a window, where the periods were read. The sum includes periods during
 * the warm-up.
 */
export function withThrottling<Read extends { cpu?: CpuReading }>(readings: Read, throttled: Look): Read {
  const { cpu } = readings
  if (!cpu || isNotMeasured(cpu) || !throttled) return readings
  return { ...readings, cpu: { ...cpu, throttledPeriods: sumOf(throttled) } }
}

function sumOf(throttled: Throttling | NotMeasured): Reading {
  if (isNotMeasured(throttled)) return throttled
  const periods = Object.values(throttled)
  return periods.length === 0
    ? { notMeasured: 'no container of the arm has a CPU limit' }
    : periods.reduce((sum, one) => sum + one, 0)
}
