/** Judges from the baseline and its twins whether the machine was quiet enough, during the run, to tell arms apart. */
import type { Noise } from './analysis.ts'
import { orderInterval } from './order-interval.ts'
import type { PairedEstimate } from './paired.ts'
import { spearman } from './spearman.ts'
import { extentOf, furthest, type TwinEstimate } from './twins.ts'
import { MARGIN_SHARE } from './verdict.ts'

/** The machine is noisy if the half-width of the A/A interval is a larger share of p50 (docs/method.md#the-machine). */
const NOISY_HALF_WIDTH = 0.1
/** If a larger share of trials is invalid or failed, the remaining ones are a selection, not a sample. */
export const INVALID_SHARE = 0.2
/** If the rank correlation of the baseline with the round is larger, the machine was drifting. */
const DRIFT = 0.5

/** Half of an interval's width. */
function halfWidth({ low, high }: { low: number; high: number }): number {
  return (high - low) / 2
}

/** A sentence with the rounds that would bring the A/A half-width to the margin, assuming that it shrinks with the square root of the rounds. */
function adviceFor(aa: PairedEstimate | null, baselineP50Us: number, rounds: number): string {
  const interval = aa?.difference.interval
  if (!aa || !interval) return 'Run more rounds: too few are usable to estimate the noise.'
  const target = MARGIN_SHARE * baselineP50Us
  const half = halfWidth(interval)
  const now = `The same arm twice differs by ±${half.toFixed(0)} µs, ${((half / baselineP50Us) * 100).toFixed(1)} % of its p50`
  if (half <= target) return `${now}, which is precise enough for a margin of ${MARGIN_SHARE * 100} %.`
  const wanted = Math.ceil(rounds * (half / target) ** 2)
  const unit = aa.over === 'bring-ups' || aa.tooFewBringUps ? ', each with its own bring-up,' : ''
  return `${now}. About ${wanted} rounds${unit} instead of ${rounds}, or a quieter machine, would bring that to ${MARGIN_SHARE * 100} %.`
}

/**
 * Whether the twins show that the machine is noisy, and warnings about them. A twin beside the baseline must not differ from
 * the baseline by more than chance. A twin in another cluster may differ within the margin, because no two clusters are the
 * same and every verdict has to clear that difference anyway.
 */
function twinFindings(twins: readonly TwinEstimate[], margin: number, p50Us: number) {
  let isNoisy = false
  const warnings: string[] = []
  for (const { twin, aa } of twins) {
    const interval = aa?.difference.interval
    if (!interval) continue
    const isElsewhere = twin.within !== null
    const what = isElsewhere ? `${twin.name}, in another cluster,` : 'the same arm measured twice'
    const beyond = isElsewhere ? margin : 0
    const tooWide = halfWidth(interval) > NOISY_HALF_WIDTH * p50Us
    if (interval.low > 0 || interval.high < 0) warnings.push(`${what} differs by more than chance`)
    if (tooWide) warnings.push(`the interval of ${what} is wider than ±${NOISY_HALF_WIDTH * 100} % of p50`)
    isNoisy ||= tooWide || interval.low > beyond || interval.high < -beyond
  }
  return { isNoisy, warnings }
}

/**
 * @param twins the p50 of each twin minus that of the baseline
 * @param baselineP50Us the baseline's p50 in each used round, in order
 * @param comparisonConfidence confidence of the run's comparisons; decides which difference they can resolve
 */
export function noiseOf(
  load: string,
  twins: readonly TwinEstimate[],
  baselineP50Us: { rounds: number[]; values: number[]; median: number },
  badShare: number,
  comparisonConfidence: number,
  warnings: string[],
): Noise {
  const { rounds, values, median } = baselineP50Us
  const most = furthest(twins)
  const aa = most?.aa ?? null
  const interval = aa?.difference.interval ?? null
  const margin = MARGIN_SHARE * median
  const findings = twinFindings(twins, margin, median)

  const found = [...warnings]
  if (badShare > INVALID_SHARE)
    found.push(
      `${(badShare * 100).toFixed(0)} % of the trials were invalid or failed, so the figures are a selection`,
    )
  if (interval === null) found.push('there are too few usable rounds for an interval of the same arm twice')
  found.push(...findings.warnings)
  const drift = spearman(rounds, values)
  // With too few rounds for an interval, a correlation over one half is likely by chance.
  if (interval !== null && Math.abs(drift) > DRIFT)
    found.push(
      `the baseline ${drift > 0 ? 'slowed down' : 'sped up'} over the run (rank correlation with the round ${drift.toFixed(2)})`,
    )

  return {
    load,
    verdict: badShare > INVALID_SHARE ? 'invalid' : interval === null || findings.isNoisy ? 'noisy' : 'quiet',
    twin: most?.twin.name ?? null,
    aaUs: aa?.difference ?? null,
    twins: twins.map(({ twin, aa }) => ({ arm: twin.name, aaUs: aa?.difference ?? null })),
    resolvesUs: resolves(aa, margin, comparisonConfidence),
    advice: adviceFor(aa, median, values.length),
    warnings: found,
  }
}

/**
 * Smallest true difference of p50 that the run can resolve, assuming that its interval is as wide as the A/A interval: the
 * larger of the margin and the A/A's reach, plus half the width of that interval.
 */
function resolves(aa: PairedEstimate | null, margin: number, confidence: number): number | null {
  const interval = aa && orderInterval(aa.difference.values, confidence)
  if (!aa?.reach || !interval) return null
  return Math.max(margin, extentOf(aa.reach)) + halfWidth(interval)
}
