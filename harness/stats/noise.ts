/** Judges from the baseline and its twins whether the machine was quiet enough, during the run, to tell arms apart. */
import type { Noise, RuleRates } from './analysis.ts'
import { INVALID_SHARE } from './compare.ts'
import { alarmConfidence } from './error-rates.ts'
import type { PairedEstimate } from './paired.ts'
import { spearman } from './spearman.ts'
import { tInterval } from './t-interval.ts'
import { furthest, type TwinEstimate } from './twins.ts'
import { HOP_MARGIN_US, MARGIN_SHARE } from './verdict.ts'

/** The machine is noisy if the half-width of the A/A interval is a larger share of p50 (docs/method.md#the-machine). */
const NOISY_HALF_WIDTH = 0.1
/** If the rank correlation of the baseline with the round is larger, the machine was drifting. */
const DRIFT = 0.5
/** With fewer bring-ups, an interval rests on a guess of the spread: at 4, its half-width is itself uncertain by 40 %. */
const FEW_BRING_UPS = 6

/** Half of an interval's width. */
function halfWidth({ low, high }: { low: number; high: number }): number {
  return (high - low) / 2
}

/** A sentence with the bring-ups that would bring the A/A half-width to the margin, assuming that it shrinks with their square root. */
function adviceFor(aa: PairedEstimate | null, baselineP50Us: number): string {
  const interval = aa?.difference.interval
  if (!aa || !interval) return 'Run more bring-ups: too few are usable to estimate the noise.'
  const target = MARGIN_SHARE * baselineP50Us
  const half = halfWidth(interval)
  const now = `The difference of the same arm twice is known to ±${half.toFixed(0)} µs a page, ${((half / baselineP50Us) * 100).toFixed(1)} % of its p50`
  if (half <= target) return `${now}, which is precise enough for a margin of ${MARGIN_SHARE * 100} %.`
  const bringUps = aa.difference.values.length
  const wanted = Math.ceil(bringUps * (half / target) ** 2)
  return `${now}. About ${wanted} bring-ups instead of ${bringUps}, or a quieter machine, would bring that to ${MARGIN_SHARE * 100} %.`
}

export interface NoiseInput {
  load: string
  /** The p50 of each twin minus that of the baseline. */
  twins: readonly TwinEstimate[]
  /** The same for transport by the hop clock; empty without the clock. */
  clockedTwins: readonly TwinEstimate[]
  /** The baseline's p50 in each round that counts, in order, and its level. */
  baselineP50Us: { rounds: number[]; values: number[]; level: number }
  badShare: number
  /** What the rule finds between two arms as noisy as the same arm twice; null where that is not known. */
  aaRates: RuleRates | null
  /** Further warnings, which come first. */
  warnings: readonly string[]
}

/** Tests that look for a difference of the same arm twice: one for each twin, in whichever cluster, by each clock. */
export const alarmTests = (twins: readonly TwinEstimate[], clocks: number): number => twins.length * clocks

/**
 * Whether the twins show that the machine is noisy, and warnings about them. A twin beside the baseline must not differ from
 * the baseline by more than chance, at a confidence that lets all tests of a healthy run alarm in 5 % of runs. A twin in another
 * cluster may differ within the margin, because no two clusters are the same and every verdict has to clear that difference anyway.
 */
function twinFindings(twins: readonly TwinEstimate[], tests: number, margin: number, widest: number | null) {
  let [isNoisy, isAlarmed] = [false, false]
  const warnings: string[] = []
  for (const { twin, aa } of twins) {
    const interval = aa?.difference.interval
    const alarm = aa && tInterval(aa.difference.values, alarmConfidence(tests))
    if (!interval || !alarm) continue
    const isElsewhere = twin.within !== null
    const what = isElsewhere ? `${twin.name}, in another cluster,` : 'the same arm measured twice'
    const beyond = isElsewhere ? margin : 0
    const tooWide = widest !== null && halfWidth(interval) > widest
    if (alarm.low > 0 || alarm.high < 0) {
      isAlarmed = true
      warnings.push(`${what} differs by more than chance`)
    }
    if (tooWide) warnings.push(`the interval of ${what} is wider than ±${NOISY_HALF_WIDTH * 100} % of p50`)
    isNoisy ||= tooWide || alarm.low > beyond || alarm.high < -beyond
  }
  return { isNoisy, isAlarmed, warnings }
}

export function noiseOf(input: NoiseInput): Omit<Noise, 'instrument'> {
  const { load, twins, clockedTwins, badShare, aaRates } = input
  const { rounds, values, level } = input.baselineP50Us
  const most = furthest(twins)
  const aa = most?.aa ?? null
  const interval = aa?.difference.interval ?? null
  const tests = alarmTests(twins, clockedTwins.length > 0 ? 2 : 1)
  const findings = twinFindings(twins, tests, MARGIN_SHARE * level, NOISY_HALF_WIDTH * level)
  const clocked = twinFindings(clockedTwins, tests, HOP_MARGIN_US, null)

  const found = [...input.warnings]
  if (badShare > INVALID_SHARE)
    found.push(
      `${(badShare * 100).toFixed(0)} % of the pairs of trials were lost, so the figures are a selection`,
    )
  if (interval === null)
    found.push('there are too few usable bring-ups for an interval of the same arm twice')
  else if (aa!.difference.values.length < FEW_BRING_UPS)
    found.push(
      `only ${aa!.difference.values.length} bring-ups have the same arm twice, so the noise that verdicts have to clear rests on few observations`,
    )
  found.push(...findings.warnings, ...clocked.warnings.map((text) => `by the hop clock, ${text}`))
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
    resolvesUs: aaRates?.finds ?? null,
    alarmConfidence: alarmConfidence(tests),
    isAlarmedByHopClock: clocked.isAlarmed,
    advice: adviceFor(aa, level),
    warnings: found,
  }
}
