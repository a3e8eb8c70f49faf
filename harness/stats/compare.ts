/** Makes all comparisons of one load, and the differences of the same arm twice. */
import type { Evidence, IdleRecord, RunRecord } from '../results/record.ts'
import type { Comparison, Estimate, TwinDifference } from './analysis.ts'
import { scaled, SINGLE_CONFIDENCE } from './estimate.ts'
import { definitionOf, metricsOf, valuesOf, type Metric } from './metrics.ts'
import { pairedEstimate, type PairedEstimate, type Pairs } from './paired.ts'
import { median } from '../numbers/quantile.ts'
import { envelope, type TwinEstimate } from './twins.ts'
import { usedTrials, type UsedRounds } from './used-rounds.ts'
import { formatted, judge, MARGIN_SHARE, type Ruling } from './verdict.ts'

export interface LoadComparisons {
  comparisons: Comparison[]
  twinDifferences: TwinDifference[]
  /** Each twin's p50 minus the baseline's, at 95 %; the estimate is null without a round that has both. */
  twins: TwinEstimate[]
  warnings: string[]
}

/** Two arms whose difference is to be estimated. */
interface ArmPair {
  arm: string
  baseline: string
}

interface LoadContext {
  run: RunRecord
  rounds: UsedRounds
  idle: ReadonlyMap<string, IdleRecord[]>
  confidence: number
  evidence: readonly Evidence[]
  /** Why no figure of this load may be ranked; null where figures may be ranked. */
  withheld: string | null
}

/** Values of one arm in every used round; null where one round lacks the figure. */
const valuesOfArm = ({ rounds, idle }: LoadContext, arm: string, metric: Metric): number[] | null =>
  valuesOf(metric, usedTrials(rounds, arm), idle.get(arm) ?? [])

function pairsOf(context: LoadContext, { arm, baseline }: ArmPair, metric: Metric): Pairs | null {
  const values = valuesOfArm(context, arm, metric)
  const baselineValues = valuesOfArm(context, baseline, metric)
  const bringUps = usedTrials(context.rounds, baseline).map(({ bringUp }) => bringUp)
  return values && baselineValues && { arm: values, baseline: baselineValues, bringUps }
}

/** The margin within which arms count as equal: 5 % of the baseline's figure, either of the metric itself or of p50, as the metric's definition says. */
function marginOf(context: LoadContext, baseline: string, metric: Metric): number {
  const own = definitionOf(metric).marginFrom === 'itself' ? metric : 'p50'
  const values = valuesOfArm(context, baseline, own)
  return values === null ? 0 : MARGIN_SHARE * Math.abs(median(values))
}

/**
 * The least by which the client's own lag differs between two arms in the same rounds, in µs: the end of the interval that is
 * nearer to 0. The result is 0 where the interval includes 0, because lag depends on the phase of a millisecond timer and
 * differs by some 20 µs between two trials of one arm.
 */
function lagDifferenceUs({ rounds }: LoadContext, { arm, baseline }: ArmPair): number {
  const lagOf = (name: string) => usedTrials(rounds, name).map((trial) => trial.latency.lagUs.p50)
  const lag = { arm: lagOf(arm), baseline: lagOf(baseline), bringUps: [] }
  if (lag.arm.length !== lag.baseline.length) return 0
  const interval = pairedEstimate(lag, SINGLE_CONFIDENCE)?.difference.interval
  if (!interval) return 0
  return interval.low > 0 ? interval.low : Math.min(interval.high, 0)
}

const lagText = (lagUs: number, { arm, baseline }: ArmPair, marginUs: number): string =>
  `the client's own lag differs by at least ${formatted(Math.abs(lagUs), 'µs')} between ${arm} and ${baseline}, which is more than the margin of ${formatted(marginUs, 'µs')}`

/** If a difference is more than this many times the difference of lag, the client's part in it is too small to matter. */
const LEAST_TIMES_LAG = 10

/**
 * Client and arm share cores, so an arm may slow down its client. If the client is late by different amounts in two arms,
 * part of their latency difference may be the client's. Differences of lag up to the margin do not matter. Beyond the margin
 * the verdict is withheld (docs/method.md#decisions), unless the lag is a small part of the latency difference: 40 µs of
 * lag cannot explain 2 ms.
 */
function rulingDespiteLag(ruling: Ruling, lagUs: number, { reach }: PairedEstimate, reason: string): Ruling {
  const nearest =
    reach === null
      ? 0
      : ruling.verdict === 'higher'
        ? reach.low
        : ruling.verdict === 'lower'
          ? -reach.high
          : 0
  return nearest > LEAST_TIMES_LAG * Math.abs(lagUs) ? ruling : { verdict: 'withheld', reason }
}

/**
 * Why the figures of these arms may not be used at all: a proof did not hold in a bring-up whose rounds count, so the traffic
 * may have taken another path than the arm's name says. Null where all proofs held.
 */
function proofReason({ rounds, evidence }: LoadContext, { arm, baseline }: ArmPair): string | null {
  const bringUps = new Set(usedTrials(rounds, baseline).map(({ bringUp }) => bringUp))
  const broken = evidence.find(
    (proof) => !proof.holds && (proof.arm === arm || proof.arm === baseline) && bringUps.has(proof.bringUp),
  )
  return broken
    ? `a proof of ${broken.arm} did not hold ${broken.when} the rounds of bring-up ${broken.bringUp}: ${broken.claim}`
    : null
}

/** Compares every pair of the family in every metric that the load has. */
export function compareLoad(context: LoadContext): LoadComparisons {
  const { run, rounds, confidence } = context
  const baseline = run.arms.find(({ role }) => role === 'baseline')?.name
  const twins = run.arms.filter(({ role }) => role === 'twin')
  const result: LoadComparisons = { comparisons: [], twinDifferences: [], twins: [], warnings: [] }
  if (baseline === undefined) return { ...result, warnings: ['the run has no baseline arm'] }
  const tooFewBringUps = new Set<string>()

  for (const metric of metricsOf(run, rounds.load)) {
    const { unit, isHeadline, mayHoldLag } = definitionOf(metric)
    const perHop = (difference: Estimate): Estimate | null =>
      isHeadline ? scaled(difference, 1 / run.scenario.hopsPerPage) : null
    const margin = marginOf(context, baseline, metric)
    const estimates = twins.map((twin): TwinEstimate => {
      const pairs = pairsOf(context, { arm: twin.name, baseline }, metric)
      return { twin, aa: pairs && pairedEstimate(pairs, SINGLE_CONFIDENCE) }
    })
    const noise = envelope(estimates)
    for (const { twin, aa } of estimates)
      if (aa)
        result.twinDifferences.push({
          arm: twin.name,
          load: rounds.load,
          metric,
          unit,
          difference: aa.difference,
          perHop: perHop(aa.difference),
        })
    if (isHeadline) {
      result.twins = estimates
      for (const pair of twins.map(({ name }) => ({ arm: name, baseline }))) {
        const lagUs = lagDifferenceUs(context, pair)
        if (Math.abs(lagUs) > margin) result.warnings.push(lagText(lagUs, pair, margin))
      }
    }

    for (const { arm, against } of run.comparisons) {
      const pair = { arm, baseline: against }
      const pairs = pairsOf(context, pair, metric)
      const paired = pairs && pairedEstimate(pairs, confidence)
      if (!paired) continue
      if (paired.tooFewBringUps && isHeadline) tooFewBringUps.add(pair.arm)
      const withheld = context.withheld ?? proofReason(context, pair)
      let ruling: Ruling =
        withheld === null
          ? judge(paired, rounds.used.length, margin, noise, confidence, unit)
          : { verdict: 'withheld', reason: withheld }
      const lagUs = mayHoldLag ? lagDifferenceUs(context, pair) : 0
      if (withheld === null && Math.abs(lagUs) > margin)
        ruling = rulingDespiteLag(ruling, lagUs, paired, lagText(lagUs, pair, margin))
      result.comparisons.push({
        ...pair,
        load: rounds.load,
        metric,
        unit,
        difference: paired.difference,
        ratio: paired.ratio,
        perHop: perHop(paired.difference),
        margin,
        ...ruling,
        over: paired.over,
        rounds: rounds.used.length,
      })
    }
  }
  if (tooFewBringUps.size > 0)
    result.warnings.push(
      `bring-ups of ${[...tooFewBringUps].join(', ')} differ more than the rounds within them, and there are too few bring-ups for intervals over bring-ups: intervals over rounds cover less than they say, so a verdict also had to hold in every bring-up`,
    )
  return result
}
