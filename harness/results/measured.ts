/** What was measured, without the words that stand where nothing could be. */
import type { NotMeasured } from './record.ts'

/** The value; null where it could not be measured, or is not there. */
export function measured<Value>(value: Value | NotMeasured | null | undefined): Value | null {
  return value === null || value === undefined || isNotMeasured(value) ? null : value
}

export function isNotMeasured(value: unknown): value is NotMeasured {
  return typeof value === 'object' && value !== null && 'notMeasured' in value
}
