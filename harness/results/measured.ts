/** Tells readings that were measured from those that were not. */
import type { NotMeasured } from './record.ts'

/** The value; null where it was not measured or is missing. */
export function measured<Value>(value: Value | NotMeasured | null | undefined): Value | null {
  return value === null || value === undefined || isNotMeasured(value) ? null : value
}

export function isNotMeasured(value: unknown): value is NotMeasured {
  return typeof value === 'object' && value !== null && 'notMeasured' in value
}
