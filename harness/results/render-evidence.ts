/** Text of what a proof expected and observed, for readers. No code parses these texts. */
import type { Expectation, Observation } from './record.ts'

/** "exactly 23 requests", or the state that was expected. */
export const renderExpected = (expected: Expectation): string =>
  'text' in expected ? expected.text : `${expected.comparison} ${counted(expected)}`

/** "23 requests", or the state that was seen. */
export const renderObserved = (observed: Observation): string =>
  'text' in observed ? observed.text : counted(observed)

const counted = ({ count, unit }: { count: number; unit?: string | undefined }): string =>
  unit === undefined ? `${count}` : `${count} ${unit}`
