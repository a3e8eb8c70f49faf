/** The median of readings, some of which may be missing. */
import type { Reading } from '../results/record.ts'
import { median } from '../numbers/quantile.ts'

/** Where one window lacks the reading, there is no median, because the other windows would be a selection. Throws RangeError without readings. */
export function medianReading(readings: readonly Reading[]): Reading {
  const lacking = readings.find((reading) => typeof reading !== 'number')
  return lacking ?? median(readings.filter((reading) => typeof reading === 'number'))
}
