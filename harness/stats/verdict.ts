/** Decides the verdict on a difference. The rules are fixed before the run; only the noise is measured in the run itself. */
import type { Comparison, Verdict } from './analysis.ts'
import { fewestForInterval } from './order-interval.ts'
import type { PairedEstimate } from './paired.ts'
import { extentOf, type Range } from './twins.ts'

/** The margin within which arms count as equal, as a share of the baseline's own figure (docs/method.md#margin). */
export const MARGIN_SHARE = 0.05

/** The most rounds that a scenario may ask for. Advice to run more than these would be useless. */
const MOST_ROUNDS = 100

export interface Ruling {
  verdict: Verdict
  reason: string | null
}

function rule({ low, high }: Range, margin: number, noiseExtent: number): Verdict {
  const bar = Math.max(margin, noiseExtent)
  if (low > bar) return 'higher'
  if (high < -bar) return 'lower'
  const inside = low >= -margin && high <= margin
  return inside && noiseExtent <= margin ? 'equivalent' : 'not resolved'
}

/**
 * Rounds after which the difference would be resolved, if its median stayed the same and every interval shrank with the
 * square root of the number of rounds. Null where even the most rounds that a scenario allows would not be enough.
 */
export function roundsToResolve(
  rounds: number,
  median: number,
  reach: Range,
  margin: number,
  noise: Range,
): number | null {
  const noiseMiddle = (noise.low + noise.high) / 2
  for (let wanted = rounds + 1; wanted <= MOST_ROUNDS; wanted++) {
    const shrink = Math.sqrt(rounds / wanted)
    const around = (middle: number, range: Range): Range => ({
      low: middle - (middle - range.low) * shrink,
      high: middle + (range.high - middle) * shrink,
    })
    const verdict = rule(around(median, reach), margin, extentOf(around(noiseMiddle, noise)))
    if (verdict !== 'not resolved') return wanted
  }
  return null
}

export function formatted(value: number, unit: Comparison['unit']): string {
  return unit === 'µs' ? `${value.toFixed(value < 10 ? 1 : 0)} µs` : `${value.toPrecision(2)} ${unit}`
}

/**
 * Higher or lower: the whole reach lies outside both the margin and the noise, which is what the same arm differs by when it
 * is measured twice. Equivalent: the whole reach lies inside the margin, and so does the noise, because a noisy machine
 * cannot show that two arms are equal.
 * @param noise reach of the A/A differences of the same metric; null where there is none
 */
export function judge(
  paired: PairedEstimate,
  rounds: number,
  margin: number,
  noise: Range | null,
  confidence: number,
  unit: Comparison['unit'],
): Ruling {
  const unresolved = (reason: string): Ruling => ({ verdict: 'not resolved', reason })
  const { reach, difference } = paired
  if (reach === null)
    return unresolved(
      `${rounds} usable rounds give no interval at ${(confidence * 100).toFixed(1)} %; at least ${fewestForInterval(confidence)} are needed`,
    )
  if (noise === null)
    return unresolved('the noise is not known, because the same arm twice has too few usable rounds')

  const noiseExtent = extentOf(noise)
  const verdict = rule(reach, margin, noiseExtent)
  if (verdict !== 'not resolved') return { verdict, reason: null }

  const obstacle =
    reach.low > margin || reach.high < -margin || extentOf(reach) <= margin
      ? `the same arm twice differs by up to ${formatted(noiseExtent, unit)}`
      : `the interval crosses the margin of ±${formatted(margin, unit)}`
  if (paired.tooFewBringUps)
    return unresolved(
      `${obstacle}, and bring-ups differ more than the rounds within them: more bring-ups are needed, not more rounds of each`,
    )
  const wanted = roundsToResolve(rounds, difference.median, reach, margin, noise)
  const advice =
    wanted === null
      ? `more than ${MOST_ROUNDS} rounds would be needed`
      : `about ${wanted - rounds} more rounds would be needed`
  return unresolved(`${obstacle}; ${advice}`)
}
