/** What may be said of a difference. Fixed before the run, but for the bar that the same arm twice raises. */
import type { Comparison, Verdict } from './analysis.ts'
import { fewestForInterval } from './order-interval.ts'
import type { PairedEstimate } from './paired.ts'
import { extentOf, type Range } from './twins.ts'

/** What counts as equal, as a share of the baseline's own figure (docs/method.md#margin). */
export const MARGIN_SHARE = 0.05

/** More rounds than a scenario may ask for are no advice. */
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
 * Rounds after which the difference would be resolved if its median stayed and every interval shrank with the square
 * root of the rounds; null where the most a scenario allows would not do.
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
 * Higher or lower: the reach lies wholly beyond both the margin and all that the same arm twice showed.
 * Equivalent: wholly inside the margin, on a machine whose noise fits inside it too; noise proves nothing equal.
 * @param noise reach of the A/A differences of the same metric; null where it could not be had
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
      `${rounds} usable rounds give no interval at ${(confidence * 100).toFixed(1)} %; it takes ${fewestForInterval(confidence)}`,
    )
  if (noise === null)
    return unresolved('the same arm twice gave too few usable rounds to know what the noise is')

  const noiseExtent = extentOf(noise)
  const verdict = rule(reach, margin, noiseExtent)
  if (verdict !== 'not resolved') return { verdict, reason: null }

  const obstacle =
    reach.low > margin || reach.high < -margin || extentOf(reach) <= margin
      ? `the same arm twice differs by up to ${formatted(noiseExtent, unit)}`
      : `the interval crosses the margin of ±${formatted(margin, unit)}`
  if (paired.tooFewBringUps)
    return unresolved(
      `${obstacle}, and bring-ups differ more than rounds: more bring-ups would tell, not more rounds of each`,
    )
  const wanted = roundsToResolve(rounds, difference.median, reach, margin, noise)
  const advice =
    wanted === null
      ? `more than ${MOST_ROUNDS} rounds would be needed`
      : `about ${wanted - rounds} more rounds would be needed`
  return unresolved(`${obstacle}; ${advice}`)
}
