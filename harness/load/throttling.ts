/** CPU limits that stopped an arm's containers between two looks at them. Pure. */
import type { Throttling } from '../arm/arm.ts'
import { isNotMeasured } from '../results/measured.ts'
import type { CpuReading, NotMeasured, Reading } from '../results/record.ts'

type Look = Throttling | NotMeasured | undefined

/** Periods of each container from one look to the other; undefined where nobody looks. */
export function throttledSince(before: Look, after: Look): Look {
  if (!before || isNotMeasured(before)) return before
  if (!after || isNotMeasured(after)) return after
  return Object.fromEntries(
    Object.entries(after).map(([container, periods]) => [container, periods - (before[container] ?? 0)]),
  )
}

/** Readings of a window with the sum of them, where there is one. They were counted while the load warmed up, too. */
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
