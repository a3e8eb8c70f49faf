/** The confidence of an interval as text. Kinds of intervals have different confidences, so each one is shown with its own. */
import { SINGLE_CONFIDENCE } from '../../stats/estimate.ts'
import { percent } from './format.ts'
import type { QuantityInterval } from './quantity.ts'

/** "at 99.2 %"; for a mere range of values, "in 3 rounds". */
export const basisOf = (interval: QuantityInterval): string =>
  'ofRounds' in interval ? `in ${interval.ofRounds} rounds` : `at ${percent(interval.confidence)}`

/** Confidence of figures outside the comparisons: the baseline's own figures, the same arm measured twice, capacity. */
export const STANDALONE = `at ${percent(SINGLE_CONFIDENCE)}`
