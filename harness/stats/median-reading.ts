/** The median of readings of which some may be lacking. */
import type { Reading } from '../results/record.ts'
import { median } from '../numbers/quantile.ts'

/** A reading that one window lacks is lacking: the others would be a selection. Throws RangeError without readings. */
export function medianReading(readings: readonly Reading[]): Reading {
  const lacking = readings.find((reading) => typeof reading !== 'number')
  return lacking ?? median(readings.filter((reading) => typeof reading === 'number'))
}
