/**
 * How differences change from the first window of a bring-up to the last. Programs are still being compiled then, all by the same number
 * of pages; what that adds to both arms of a pair alike is in no difference, and this tells what is left.
 */
import type { RunRecord } from '../results/record.ts'
import type { Settling } from './analysis.ts'
import { hasFigure } from './bring-up-values.ts'
import { overBringUps, scaled } from './estimate.ts'
import type { Measurement, Measurements } from './measurements.ts'
import { definitionOf, type Metric } from './metrics.ts'
import type { ArmPair } from './used-rounds.ts'

/**
 * Each pair's difference in the last window of a bring-up less that in the first, over the bring-ups that have all four windows. Empty
 * where a bring-up has one round; a pair without such a bring-up is missing.
 * @param metrics those with a figure for each window
 */
export function settlingOf(
  run: Pick<RunRecord, 'roundsPerBringUp' | 'scenario'>,
  pairs: readonly ArmPair[],
  metrics: readonly Metric[],
  measurements: Measurements,
  confidence: number,
): Settling[] {
  if (run.roundsPerBringUp < 2) return []
  return metrics.flatMap((metric) =>
    pairs.flatMap((pair): Settling[] => {
      const [own, other] = [pair.arm, pair.baseline].map((arm) =>
        changes(run.roundsPerBringUp, metric, measurements.get(arm) ?? []),
      ) as [Map<number, number>, Map<number, number>]
      const shared = [...own.keys()].filter((bringUp) => other.has(bringUp))
      if (shared.length === 0) return []
      const change = overBringUps(
        shared.map((bringUp) => own.get(bringUp)! - other.get(bringUp)!),
        confidence,
      )
      const { clock, isPerHop } = definitionOf(metric)
      const perHop = isPerHop ? scaled(change, 1 / run.scenario.hopsPerPage) : change
      return [{ ...pair, metric, clock, perHop }]
    }),
  )
}

/** One arm's figure in the last window of each bring-up less that in the first, by bring-up. */
function changes(
  roundsPerBringUp: number,
  metric: Metric,
  measurements: readonly Measurement[],
): Map<number, number> {
  const { figure } = definitionOf(metric)
  if ('share' in figure) return new Map()
  const values = new Map(
    measurements
      .filter((measurement) => hasFigure(metric, measurement))
      .map((measurement) => [measurement.trial.round, figure.of(measurement)]),
  )
  return new Map(
    [...new Set(measurements.map(({ trial }) => trial.bringUp))].flatMap((bringUp) => {
      const first = values.get(bringUp * roundsPerBringUp) ?? null
      const last = values.get((bringUp + 1) * roundsPerBringUp - 1) ?? null
      return first === null || last === null ? [] : [[bringUp, last - first] as const]
    }),
  )
}
