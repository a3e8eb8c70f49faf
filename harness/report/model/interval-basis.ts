/** What an interval promises, in words: kinds differ, so each is named where it is read. */
import { SINGLE_CONFIDENCE } from '../../stats/estimate.ts'
import { percent } from './format.ts'
import type { QuantityInterval } from './quantity.ts'

/** "at 99.2 %"; of an interval that is none, "in 3 rounds". */
export const basisOf = (interval: QuantityInterval): string =>
  'ofRounds' in interval ? `in ${interval.ofRounds} rounds` : `at ${percent(interval.confidence)}`

/** Of figures that stand alone: the baseline's own, the same arm twice, pages a second at most. */
export const ALONE = `at ${percent(SINGLE_CONFIDENCE)}`
