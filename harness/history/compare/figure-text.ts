/** Figures of a comparison of two runs as text, with the signs and digits of the reports. */
import { cpuSeconds, fineMicroseconds, microseconds, signed } from '../../report/model/format.ts'
import { definitionOf } from '../../stats/metrics.ts'
import type { ComparedRow } from './compare-runs.ts'

/** How a number of this row is written, without its unit. */
export function formatOf({ metric }: Pick<ComparedRow, 'metric'>): (value: number) => string {
  const { clock } = definitionOf(metric)
  return clock === null ? cpuSeconds : clock === 'hop' ? fineMicroseconds : microseconds
}

interface Shown {
  middle: number
  interval: { low: number; high: number } | null
}

/** "+982 [818, 1,145]"; a figure of the baseline itself has no sign. */
export function figureText(row: ComparedRow, { middle, interval }: Shown, isDifference: boolean): string {
  const format = formatOf(row)
  const text = isDifference ? signed(middle, format(middle)) : format(middle)
  return interval ? `${text} [${format(interval.low)}, ${format(interval.high)}]` : `${text}, no interval`
}

/** "p50", "transport", "CPU", with the unit. */
export const metricText = ({ metric, unit }: ComparedRow): string => `${definitionOf(metric).name}, ${unit}`
