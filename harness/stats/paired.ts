/** Differences and ratios of two arms in the same rounds. */
import type { Estimate } from './analysis.ts'
import { bringUpMedians, bringUpsDominate } from './bring-up-spread.ts'
import { estimate } from './estimate.ts'
import { fewestForInterval } from './order-interval.ts'

/** Values of two arms. Values with the same index come from the same round. */
export interface Pairs {
  arm: number[]
  baseline: number[]
  /** Bring-up of each round. */
  bringUps: number[]
}

export interface PairedEstimate {
  difference: Estimate
  ratio: Estimate | null
  over: 'rounds' | 'bring-ups'
  /** The range that a verdict is judged by: the interval of the difference, widened to include the median of every bring-up where the spread of bring-ups dominates. */
  reach: { low: number; high: number } | null
  /** True where the spread between bring-ups dominates and there are too few bring-ups for an interval over them. */
  tooFewBringUps: boolean
}

/**
 * Paired differences (for the headline) and ratios. Intervals are taken over rounds. Where the spread between bring-ups
 * dominates, they are taken over the medians of bring-ups, if there are enough bring-ups for `confidence` (6 at 95 %). With
 * fewer bring-ups the interval stays over rounds and covers less than it says: the caller then warns, and the verdict has to
 * hold in every single bring-up (`reach`). Null without a pair.
 */
export function pairedEstimate(
  { arm, baseline, bringUps }: Pairs,
  confidence: number,
): PairedEstimate | null {
  const differences = arm.map((value, index) => value - baseline[index]!)
  if (differences.length === 0) return null
  const dominates = bringUpsDominate(differences, bringUps)
  const medians = bringUpMedians(differences, bringUps)
  const overBringUps = dominates && medians.length >= fewestForInterval(confidence)
  const replicates = (values: number[]): number[] =>
    overBringUps ? bringUpMedians(values, bringUps) : values

  const difference = estimate(replicates(differences), confidence)
  const { interval } = difference
  return {
    difference,
    ratio: ratioEstimate(arm, baseline, confidence, replicates),
    over: overBringUps ? 'bring-ups' : 'rounds',
    reach: interval && {
      low: dominates ? Math.min(interval.low, ...medians) : interval.low,
      high: dominates ? Math.max(interval.high, ...medians) : interval.high,
    },
    tooFewBringUps: dominates && !overBringUps,
  }
}

/** Ratios, estimated from their logarithms, so that twice and half weigh the same; null where a value is not above 0. */
function ratioEstimate(
  arm: number[],
  baseline: number[],
  confidence: number,
  replicates: (values: number[]) => number[],
): Estimate | null {
  if ([...arm, ...baseline].some((value) => value <= 0)) return null
  const logRatios = arm.map((value, index) => Math.log(value / baseline[index]!))
  const { median, interval, values } = estimate(replicates(logRatios), confidence)
  return {
    median: Math.exp(median),
    interval: interval && { ...interval, low: Math.exp(interval.low), high: Math.exp(interval.high) },
    values: values.map(Math.exp),
  }
}
