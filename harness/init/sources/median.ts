/** The middle of measured values: one odd request does not move it. */
import { quantileSorted } from '../../numbers/quantile.ts'

/** null without values; whole numbers give a whole number. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  return Math.round(quantileSorted(Float64Array.from(values).sort(), 0.5))
}
