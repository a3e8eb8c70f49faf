/** Whether this machine, at the time of the run, was fit to tell arms apart: the baseline against its twins. */
import type { Noise } from './analysis.ts'
import { orderInterval } from './order-interval.ts'
import type { PairedEstimate } from './paired.ts'
import { spearman } from './spearman.ts'
import { extentOf, furthest, type TwinEstimate } from './twins.ts'
import { MARGIN_SHARE } from './verdict.ts'

/** Half-width of the A/A interval as a share of p50, above which the machine is noisy (docs/method.md#the-machine). */
const NOISY_HALF_WIDTH = 0.1
/** Share of invalid and failed trials above which what is left is a selection, not a sample. */
export const INVALID_SHARE = 0.2
/** Rank correlation of the baseline with the round, above which the machine was drifting. */
const DRIFT = 0.5

/** Half of an interval's width. */
function halfWidth({ low, high }: { low: number; high: number }): number {
  return (high - low) / 2
}

/** The rounds that would bring the A/A half-width to the margin, were it to shrink with the square root of the rounds. */
function adviceFor(aa: PairedEstimate | null, baselineP50Us: number, rounds: number): string {
  const interval = aa?.difference.interval
  if (!aa || !interval) return 'Run more rounds: too few are usable to know what the noise is.'
  const target = MARGIN_SHARE * baselineP50Us
  const half = halfWidth(interval)
  const now = `The same arm twice differs by ±${half.toFixed(0)} µs, ${((half / baselineP50Us) * 100).toFixed(1)} % of its p50`
  if (half <= target) return `${now}: fine enough for a margin of ${MARGIN_SHARE * 100} %.`
  const wanted = Math.ceil(rounds * (half / target) ** 2)
  const unit = aa.over === 'bring-ups' || aa.tooFewBringUps ? ', each with its own bring-up,' : ''
  return `${now}; about ${wanted} rounds${unit} instead of ${rounds} would bring that to ${MARGIN_SHARE * 100} %, as would a quieter machine.`
}

/**
 * Why the twins make the machine noisy, and what of them is worth a warning. A twin beside the baseline must not differ from
 * it by more than chance. One in another cluster may, within the margin: no two places are the same, and verdicts have to
 * clear the difference anyway.
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
    if (tooWide) warnings.push(`${what} is known only to more than ±${NOISY_HALF_WIDTH * 100} % of its p50`)
    isNoisy ||= tooWide || interval.low > beyond || interval.high < -beyond
  }
  return { isNoisy, warnings }
}

/**
 * @param twins each twin − baseline of p50
 * @param baselineP50Us baseline's p50 of each used round, in order
 * @param comparisonConfidence confidence of the run's comparisons, for what they can resolve
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
  if (interval === null) found.push('too few usable rounds for an interval of the same arm twice')
  found.push(...findings.warnings)
  const drift = spearman(rounds, values)
  // With fewer rounds than an interval takes, a correlation over one half is no news.
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
 * Smallest true difference of p50 whose interval would clear the bar, were it as wide as that of the same arm twice: the
 * bar (margin, or the A/A's reach) and half such an interval.
 */
function resolves(aa: PairedEstimate | null, margin: number, confidence: number): number | null {
  const interval = aa && orderInterval(aa.difference.values, confidence)
  if (!aa?.reach || !interval) return null
  return Math.max(margin, extentOf(aa.reach)) + halfWidth(interval)
}
