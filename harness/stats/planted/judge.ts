/** Whether a planted effect was found: compares what a run measured with what the injections counted. */
import { mean } from '../../numbers/mean.ts'
import { SINGLE_CONFIDENCE } from '../estimate.ts'
import type { Estimate } from '../interval.ts'
import { tInterval } from '../t-interval.ts'
import type { PlantedFigure, PlantedVerdict } from './planted-analysis.ts'

/** Of a hundred runs with a healthy instrument, one may fail. All rows of a run share this error (Bonferroni). */
const RUN_ERROR = 0.01

export const confidenceOfRows = (rows: number): number => 1 - RUN_ERROR / Math.max(1, rows)

/**
 * What injections and readings are not exact to, in the unit of the figure: a fixed amount, and a share of the truth.
 * Times: the program that delays takes 0.3 µs itself, and a service that wakes later wakes from a deeper sleep. CPU of a service: it
 * spins by the clock, also while it is preempted. Agents: the two readings of an edge are some ms apart. Memory: the agent's own 0.7 MB.
 * Counts: a page or two at the edges of a window. p99: pages that waited are answered one after the other.
 */
const ALLOWANCES: Record<PlantedFigure['of'], { fixed: number; share: number }> = {
  page: { fixed: 2, share: 0.05 },
  app: { fixed: 2, share: 0 },
  transport: { fixed: 2, share: 0 },
  'service CPU': { fixed: 2, share: 0.1 },
  'agent CPU': { fixed: 0.2, share: 0.05 },
  'agent memory': { fixed: 1, share: 0 },
  'app memory': { fixed: 0.5, share: 0 },
  'sent again': { fixed: 0.5, share: 0.1 },
  'slow pages': { fixed: 0.5, share: 0.1 },
  p99: { fixed: 3, share: 0 },
}

export function allowanceOf(figure: PlantedFigure, truth: number): number {
  const { fixed, share } = ALLOWANCES[figure.of]
  return fixed + share * truth
}

export interface Judged {
  estimate: Estimate
  truth: number
  verdict: Exclude<PlantedVerdict, 'not measured'>
}

/**
 * @param values what was measured, and what was planted, in each bring-up
 * @param stray null where an effect was planted. Where nothing was, so that all truths are 0: the size that an effect of this run would
 * have here if it landed here by mistake; Infinity where the run planted none of this kind
 */
export function judgeRow(
  values: readonly { measured: number; truth: number }[],
  allowance: number,
  stray: number | null,
  confidence: number,
): Judged {
  const measured = values.map((value) => value.measured)
  const truth = mean(values.map((value) => value.truth))
  // The error of each bring-up, and not its figure: what varies from window to window in the truth is no uncertainty.
  const errors = tInterval(
    values.map((value) => value.measured - value.truth),
    confidence,
  )
  const interval = errors && { ...errors, low: truth + errors.low, high: truth + errors.high }
  const estimate = { middle: mean(measured), interval, values: measured }
  if (interval === null) return { estimate, truth, verdict: 'too coarse' }
  if (interval.low > truth + allowance || interval.high < truth - allowance)
    return { estimate, truth, verdict: 'missed' }
  // An interval that is wide enough for a whole effect would not show one.
  if (stray !== null) return { estimate, truth, verdict: interval.high < stray ? 'nothing' : 'too coarse' }
  // Leaving out 0 is no chance to miss, so that it does not have to share the run's error.
  const own = tInterval(measured, SINGLE_CONFIDENCE)
  return { estimate, truth, verdict: own !== null && own.low > 0 ? 'found' : 'too coarse' }
}
