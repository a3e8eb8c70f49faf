/** How often the same arm twice is said to differ, over runs that are cut from a long series of bring-ups. Needs no cluster and no root. */
import { mean } from '../numbers/mean.ts'
import { alarmConfidence } from '../stats/error-rates.ts'
import { SINGLE_CONFIDENCE } from '../stats/estimate.ts'
import type { Metric } from '../stats/metrics.ts'
import { tHalfWidth, tInterval } from '../stats/t-interval.ts'
import { noiseReach } from '../stats/twins.ts'
import { rule } from '../stats/verdict.ts'

/** What a series of bring-ups gave: the twin minus the baseline in each, and the baseline's own level. */
export interface Series {
  run: string
  /** Service time of a page, µs. */
  p50: { levelUs: number; differencesUs: number[] }
  /** Transport of a hop, µs. */
  transport: { levelUs: number; differencesUs: number[] }
}

/** Bring-ups of the default run. */
export const BRING_UPS_OF_A_RUN = 10
/** Comparisons of the default run by both clocks, which share an error of 5 %. */
const FAMILY = 12
/** Tests of the default run for a difference of the same arm twice: one twin by two clocks. */
const ALARM_TESTS = 2

export interface CutRuns {
  runs: number
  bringUps: number
  /** Mean of all differences, with half of its 95 % interval. */
  overall: { middle: number; half: number }
  /** Half of the 95 % interval of a run, on average. */
  halfWidth: number
  /** Runs whose 95 % interval does not hold 0: one in twenty is expected. */
  without0: number
  /** Runs that would warn that the same arm twice differs. */
  alarms: number
  /** Verdicts on the twin as if it were an arm to compare, with the noise of the next run's twin. */
  verdicts: { higherOrLower: number; equivalent: number; notResolved: number }
}

/** @param margin in the unit of the differences */
export function cutIntoRuns(metric: Metric, differences: readonly number[], margin: number): CutRuns {
  const runs = Array.from({ length: Math.floor(differences.length / BRING_UPS_OF_A_RUN) }, (_, run) =>
    differences.slice(run * BRING_UPS_OF_A_RUN, (run + 1) * BRING_UPS_OF_A_RUN),
  )
  const excludes0 = (confidence: number) => (values: readonly number[]) =>
    Math.abs(mean(values)) > tHalfWidth(values, confidence)
  const clock = metric === 'transport' ? 'hop' : 'user'
  const verdicts = runs.map((values, index) => {
    const other = tInterval(runs[(index + 1) % runs.length]!, SINGLE_CONFIDENCE)!
    const noiseExtent = noiseReach(clock, { within: null }, other)
    return rule(tInterval(values, 1 - 0.05 / FAMILY)!, { metric, margin, noiseExtent })
  })
  const count = (...wanted: string[]): number => verdicts.filter((verdict) => wanted.includes(verdict)).length
  return {
    runs: runs.length,
    bringUps: differences.length,
    overall: { middle: mean(differences), half: tHalfWidth(differences, SINGLE_CONFIDENCE) },
    halfWidth: mean(runs.map((values) => tHalfWidth(values, SINGLE_CONFIDENCE))),
    without0: runs.filter(excludes0(SINGLE_CONFIDENCE)).length,
    alarms: runs.filter(excludes0(alarmConfidence(ALARM_TESTS))).length,
    verdicts: {
      higherOrLower: count('higher', 'lower'),
      equivalent: count('equivalent'),
      notResolved: count('not resolved'),
    },
  }
}
