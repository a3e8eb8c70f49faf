/** Differences and ratios of two arms, paired within bring-ups. */
import { mean } from '../numbers/mean.ts'
import type { Estimate } from './analysis.ts'
import { bringUpValues, hasFigure } from './bring-up-values.ts'
import { overBringUps } from './estimate.ts'
import type { Measurement, Measurements } from './measurements.ts'
import type { Metric } from './metrics.ts'
import type { ArmPair } from './used-rounds.ts'

/** Values of two arms. Values with the same index come from the same rounds of the same bring-up. */
export interface Pairs {
  arm: number[]
  baseline: number[]
  /** Rounds behind these values. */
  rounds: number
}

export interface PairedEstimate {
  difference: Estimate
  ratio: Estimate | null
  /** Each arm's own mean over the same rounds. */
  levels: { arm: number; baseline: number }
  rounds: number
}

/** The values of two arms in the rounds that both have; null where a round lacks the figure, or no round has both. */
export function pairsOf(
  measurements: Measurements,
  { arm, baseline }: ArmPair,
  metric: Metric,
): Pairs | null {
  const [own, other] = [arm, baseline].map((name) =>
    (measurements.get(name) ?? []).filter((measurement) => hasFigure(metric, measurement)),
  ) as [Measurement[], Measurement[]]
  const shared = new Set(own.map(({ trial }) => trial.round)).intersection(
    new Set(other.map(({ trial }) => trial.round)),
  )
  const inShared = ({ trial }: Measurement): boolean => shared.has(trial.round)
  const values = [own, other].map((list) => bringUpValues(metric, list.filter(inShared)))
  const [armValues, baselineValues] = values
  if (!armValues || !baselineValues) return null
  const bringUps = [...armValues.keys()].filter((bringUp) => baselineValues.has(bringUp))
  return {
    arm: bringUps.map((bringUp) => armValues.get(bringUp)!),
    baseline: bringUps.map((bringUp) => baselineValues.get(bringUp)!),
    rounds: shared.size,
  }
}

/** The difference and the ratio of two arms over bring-ups. Null without a pair. */
export function pairedEstimate({ arm, baseline, rounds }: Pairs, confidence: number): PairedEstimate | null {
  if (arm.length === 0) return null
  return {
    difference: overBringUps(
      arm.map((value, index) => value - baseline[index]!),
      confidence,
    ),
    ratio: ratioEstimate(arm, baseline, confidence),
    levels: { arm: mean(arm), baseline: mean(baseline) },
    rounds,
  }
}

/** Ratios, estimated from their logarithms, so that twice and half weigh the same; null where a value is not above 0. */
function ratioEstimate(arm: number[], baseline: number[], confidence: number): Estimate | null {
  if ([...arm, ...baseline].some((value) => value <= 0)) return null
  const { middle, interval, values } = overBringUps(
    arm.map((value, index) => Math.log(value / baseline[index]!)),
    confidence,
  )
  return {
    middle: Math.exp(middle),
    interval: interval && { ...interval, low: Math.exp(interval.low), high: Math.exp(interval.high) },
    values: values.map(Math.exp),
  }
}
