/** Makes all comparisons of one load, and the differences of the same arm twice. */
import type { LostProof } from '../results/lost-proofs.ts'
import { baselineOf, type Evidence, type RunRecord } from '../results/record.ts'
import type { Comparison, Estimate, TwinDifference } from './analysis.ts'
import { bringUpValues } from './bring-up-values.ts'
import { scaled, SINGLE_CONFIDENCE } from './estimate.ts'
import { lagDifferenceUs, lagText, rulingDespiteLag } from './lag.ts'
import type { Measurements } from './measurements.ts'
import { mean } from '../numbers/mean.ts'
import { definitionOf, type Metric } from './metrics.ts'
import { pairedEstimate, pairsOf, type PairedEstimate } from './paired.ts'
import { noiseFrom, type TwinEstimate, type TwinNoise } from './twins.ts'
import { lostShare, usedTrials, type ArmPair, type UsedRounds } from './used-rounds.ts'
import { HOP_MARGIN_US, judge, MARGIN_SHARE, type Ruling } from './verdict.ts'

export interface LoadComparisons {
  comparisons: Comparison[]
  twinDifferences: TwinDifference[]
  /** Each twin minus the baseline, at 95 %, in each headline metric; the estimate is null without a round that has both. */
  twins: Map<Metric, TwinEstimate[]>
  warnings: string[]
}

export interface LoadContext {
  run: RunRecord
  rounds: UsedRounds
  measurements: Measurements
  metrics: readonly Metric[]
  confidence: number
  evidence: readonly Evidence[]
  /** Proofs that the run must have made and that are not recorded. */
  lost: readonly LostProof[]
  /** Why no figure of this load may be ranked; null where figures may be ranked. */
  withheld: string | null
  /** Why no figure of the hop clock may be used; null where they may be used. */
  clockObstacle: string | null
}

/** If a larger share of a difference's rounds is lost, the remaining ones are a selection, not a sample. */
export const INVALID_SHARE = 0.2

/** The margin within which arms count as equal, in the unit of the metric: a share of the run's baseline, so that dearer arms are not held to less. */
export function marginOf(
  { run, measurements }: Pick<LoadContext, 'run' | 'measurements'>,
  metric: Metric,
): number {
  const { margin } = definitionOf(metric)
  if (margin === 'fixed') return HOP_MARGIN_US
  const own = measurements.get(baselineOf(run).name) ?? []
  const values = bringUpValues(margin === 'share of p50' ? 'p50' : metric, own)
  return values === null ? 0 : MARGIN_SHARE * Math.abs(mean([...values.values()]))
}

/**
 * Why the figures of these arms may not be used at all: a proof did not hold or is not recorded in a bring-up whose rounds count, so the
 * traffic may have taken another path than the arm's name says. Null where all proofs held.
 */
function proofReason({ rounds, evidence, lost }: LoadContext, { arm, baseline }: ArmPair): string | null {
  const bringUps = new Set(usedTrials(rounds, baseline).map(({ bringUp }) => bringUp))
  const isOfPair = (proof: LostProof): boolean =>
    (proof.arm === arm || proof.arm === baseline) && bringUps.has(proof.bringUp)
  const where = ({ when, bringUp }: LostProof): string => `${when} the rounds of bring-up ${bringUp + 1}`
  const broken = evidence.find((proof) => !proof.holds && isOfPair(proof))
  if (broken) return `a proof of ${broken.arm} did not hold ${where(broken)}: ${broken.claim}`
  const missing = lost.find(isOfPair)
  return missing ? `no proof of ${missing.arm} is recorded ${where(missing)}` : null
}

/** Why this difference is not ranked; null where it is. */
function obstacleOf(context: LoadContext, pair: ArmPair, metric: Metric): string | null {
  const lost = lostShare(context.rounds, pair)
  return (
    context.withheld ??
    proofReason(context, pair) ??
    (lost > INVALID_SHARE
      ? `${(lost * 100).toFixed(0)} % of the rounds of ${pair.arm} and ${pair.baseline} were lost, so the remaining ones are a selection`
      : null) ??
    (definitionOf(metric).clock === 'hop' ? context.clockObstacle : null)
  )
}

/** Compares every pair of the family in every metric that the load has. */
export function compareLoad(context: LoadContext): LoadComparisons {
  const { run, metrics } = context
  const baseline = run.arms.find(({ role }) => role === 'baseline')?.name
  const result: LoadComparisons = { comparisons: [], twinDifferences: [], twins: new Map(), warnings: [] }
  if (baseline === undefined) return { ...result, warnings: ['the run has no baseline arm'] }
  for (const metric of metrics) {
    const twins = twinEstimates(context, baseline, metric)
    if (definitionOf(metric).isHeadline) result.twins.set(metric, twins)
    result.twinDifferences.push(...twins.flatMap((twin) => twinDifference(context, twin, metric)))
    const noise = noiseFrom(twins, definitionOf(metric).clock)
    for (const { arm, against } of run.comparisons)
      result.comparisons.push(...comparisonOf(context, { arm, baseline: against }, metric, noise))
  }
  return { ...result, warnings: lagWarnings(context, baseline) }
}

function twinEstimates(context: LoadContext, baseline: string, metric: Metric): TwinEstimate[] {
  return context.run.arms
    .filter(({ role }) => role === 'twin')
    .map((twin) => {
      const pairs = pairsOf(context.measurements, { arm: twin.name, baseline }, metric)
      return { twin, aa: pairs && pairedEstimate(pairs, SINGLE_CONFIDENCE) }
    })
}

const perHop = ({ run }: LoadContext, metric: Metric, difference: Estimate): Estimate | null =>
  definitionOf(metric).isPerHop ? scaled(difference, 1 / run.scenario.hopsPerPage) : null

function twinDifference(context: LoadContext, { twin, aa }: TwinEstimate, metric: Metric): TwinDifference[] {
  if (!aa) return []
  const { difference } = aa
  const { unit, clock } = definitionOf(metric)
  const { load } = context.rounds
  return [
    { arm: twin.name, load, metric, clock, unit, difference, perHop: perHop(context, metric, difference) },
  ]
}

/** One comparison; none where the two arms have no round in common in which both have the figure. */
function comparisonOf(
  context: LoadContext,
  pair: ArmPair,
  metric: Metric,
  noise: TwinNoise | null,
): Comparison[] {
  const pairs = pairsOf(context.measurements, pair, metric)
  const paired = pairs && pairedEstimate(pairs, context.confidence)
  if (!paired) return []
  const margin = marginOf(context, metric)
  const { unit, clock } = definitionOf(metric)
  return [
    {
      ...pair,
      load: context.rounds.load,
      metric,
      clock,
      unit,
      difference: paired.difference,
      ratio: paired.ratio,
      perHop: perHop(context, metric, paired.difference),
      margin,
      ...rulingOf(context, pair, metric, paired, margin, noise),
      bringUps: paired.difference.values.length,
      rounds: paired.rounds,
    },
  ]
}

function rulingOf(
  context: LoadContext,
  pair: ArmPair,
  metric: Metric,
  paired: PairedEstimate,
  margin: number,
  noise: TwinNoise | null,
): Ruling {
  const withheld = obstacleOf(context, pair, metric)
  if (withheld !== null) return { verdict: 'withheld', reason: withheld }
  const ruling = judge(metric, paired, margin, noise)
  const lagUs = definitionOf(metric).mayHoldLag ? lagDifferenceUs(context.measurements, pair) : 0
  return Math.abs(lagUs) > margin
    ? rulingDespiteLag(ruling, lagUs, paired, lagText(lagUs, pair, margin))
    : ruling
}

/** The twins may have a client that is late by another amount, as any arm may. */
function lagWarnings(context: LoadContext, baseline: string): string[] {
  const margin = marginOf(context, 'p50')
  return context.run.arms
    .filter(({ role }) => role === 'twin')
    .flatMap(({ name }) => {
      const pair = { arm: name, baseline }
      const lagUs = lagDifferenceUs(context.measurements, pair)
      return Math.abs(lagUs) > margin ? [lagText(lagUs, pair, margin)] : []
    })
}
