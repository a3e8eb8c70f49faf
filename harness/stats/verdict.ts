/** Decides the verdict on a difference. The rules are fixed before the run; only the noise is measured in the run itself. */
import type { Comparison, Verdict } from './analysis.ts'
import { MOST_ROUNDS } from '../numbers/rounds.ts'
import { definitionOf, type Metric } from './metrics.ts'
import type { PairedEstimate } from './paired.ts'
import { FEWEST_BRING_UPS } from './t-interval.ts'
import { extentOf, type Range, type TwinNoise } from './twins.ts'

/** The margin within which arms count as equal by the user's clock, as a share of the baseline's own figure (docs/method.md#margin). */
export const MARGIN_SHARE = 0.05

/**
 * The margin of the hop clock, in µs a hop. A page of 50 hops, which is 5 calls through 10 services each, would take a quarter of a
 * millisecond longer: nobody chooses a datapath for less. It is half of what kube-proxy adds to a hop on the reference host (9.5 µs).
 */
export const HOP_MARGIN_US = 5

/** More bring-ups than these are no advice: the longest run that can be asked for has as many, of two rounds each. */
const MOST_BRING_UPS = MOST_ROUNDS / 2

export interface Ruling {
  verdict: Verdict
  reason: string | null
}

/** What a difference is judged by. */
export interface Bars {
  metric: Metric
  margin: number
  /** The noise at the level of the two arms, from `noiseAt`. */
  noiseExtent: number
}

/**
 * How far the same arm twice reaches from 0, at the level of two other arms. By the hop clock luck is proportional: a bring-up
 * that is 5 % slow is so for 17 µs of transport and for 600. Two arms that take longer than the baseline have to clear as much
 * more. By the user's clock, arms differ by less than a factor of three, and the noise is taken as it is.
 */
export function noiseAt(
  { extent, level }: TwinNoise,
  metric: Metric,
  levels: PairedEstimate['levels'],
): number {
  if (definitionOf(metric).clock !== 'hop' || level <= 0) return extent
  const pair = Math.sqrt((levels.arm ** 2 + levels.baseline ** 2) / 2)
  return extent * Math.max(1, pair / level)
}

/**
 * What higher and lower have to clear. By the user's clock that is the margin too: a difference that no user notices is no finding.
 * By the hop clock it is what twins raise the bar to (`noiseReach`), mostly 0, because the question is why, and small parts explain.
 */
export function barOf({ metric, margin, noiseExtent }: Bars): number {
  return definitionOf(metric).clock === 'hop' ? noiseExtent : Math.max(margin, noiseExtent)
}

export function rule({ low, high }: Range, bars: Bars): Verdict {
  const { margin, noiseExtent } = bars
  const bar = barOf(bars)
  if (low > bar) return 'higher'
  if (high < -bar) return 'lower'
  const inside = low >= -margin && high <= margin
  return inside && noiseExtent <= margin ? 'equivalent' : 'not resolved'
}

/**
 * Bring-ups after which the difference would be resolved, if its mean stayed the same, and every interval and the noise shrank
 * with the square root of the number of bring-ups. Null where even the most that a scenario allows would not be enough.
 */
export function bringUpsToResolve(
  bringUps: number,
  middle: number,
  interval: Range,
  bars: Bars,
): number | null {
  for (let wanted = bringUps + 1; wanted <= MOST_BRING_UPS; wanted++) {
    const shrink = Math.sqrt(bringUps / wanted)
    const range = {
      low: middle - (middle - interval.low) * shrink,
      high: middle + (interval.high - middle) * shrink,
    }
    if (rule(range, { ...bars, noiseExtent: bars.noiseExtent * shrink }) !== 'not resolved') return wanted
  }
  return null
}

export function formatted(value: number, unit: Comparison['unit']): string {
  const isTime = unit === 'µs' || unit === 'µs a hop'
  return isTime ? `${value.toFixed(value < 10 ? 1 : 0)} ${unit}` : `${value.toPrecision(2)} ${unit}`
}

/**
 * Higher or lower: the whole interval lies beyond what the clock's rule asks for. Equivalent: the whole interval lies inside the
 * margin, and so does the noise, because a noisy machine cannot show that two arms are equal.
 * @param noise what the twins show in the same metric; null where there is no such figure
 */
export function judge(
  metric: Metric,
  paired: PairedEstimate,
  margin: number,
  noise: TwinNoise | null,
): Ruling {
  const unresolved = (reason: string): Ruling => ({ verdict: 'not resolved', reason })
  const { interval, middle, values } = paired.difference
  const { unit } = definitionOf(metric)
  if (interval === null)
    return unresolved(
      `${values.length} bring-ups that both arms have give no interval; at least ${FEWEST_BRING_UPS} are needed`,
    )
  if (noise === null)
    return unresolved('the noise is not known, because the same arm twice has too few usable bring-ups')

  const bars = { metric, margin, noiseExtent: noiseAt(noise, metric, paired.levels) }
  const verdict = rule(interval, bars)
  if (verdict !== 'not resolved') return { verdict, reason: null }

  const isBeyond = (limit: number): boolean => interval.low > limit || interval.high < -limit
  const isOfHops = definitionOf(metric).clock === 'hop'
  const isNoise = isBeyond(isOfHops ? 0 : margin) || extentOf(interval) <= margin
  const obstacle = isNoise
    ? `the same arm twice differs by up to ${formatted(bars.noiseExtent, unit)}`
    : `the interval ${isOfHops ? 'holds 0 and reaches beyond' : 'crosses'} the margin of ±${formatted(margin, unit)}`
  const wanted = bringUpsToResolve(values.length, middle, interval, bars)
  const advice =
    wanted === null
      ? `more than ${MOST_BRING_UPS} bring-ups would be needed`
      : wanted === values.length + 1
        ? 'about 1 more bring-up would be needed'
        : `about ${wanted - values.length} more bring-ups would be needed`
  return unresolved(`${obstacle}; ${advice}, if the difference is the one seen here`)
}
