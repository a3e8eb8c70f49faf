/**
 * How late the client itself was. Client and arm share cores, so an arm may slow down its client, and part of a difference may be
 * the client's.
 */
import { mean } from '../numbers/mean.ts'
import { SINGLE_CONFIDENCE } from './estimate.ts'
import type { Measurements } from './measurements.ts'
import type { PairedEstimate } from './paired.ts'
import { tInterval } from './t-interval.ts'
import type { ArmPair } from './used-rounds.ts'
import { formatted, type Ruling } from './verdict.ts'

/**
 * The least by which the client's own lag differs between two arms in the same bring-ups, in µs: the end of the interval that is
 * nearer to 0. The result is 0 where the interval includes 0, because lag depends on the phase of a millisecond timer and
 * differs by some 20 µs between two trials of one arm.
 */
export function lagDifferenceUs(measurements: Measurements, { arm, baseline }: ArmPair): number {
  const lags = [arm, baseline].map((name) => {
    const groups = Map.groupBy(measurements.get(name) ?? [], ({ trial }) => trial.bringUp)
    return new Map(
      [...groups].map(([bringUp, own]) => [bringUp, mean(own.map(({ trial }) => trial.latency.lagUs.p50))]),
    )
  })
  const differences = [...lags[0]!].flatMap(([bringUp, lag]) => {
    const other = lags[1]!.get(bringUp)
    return other === undefined ? [] : [lag - other]
  })
  const interval = tInterval(differences, SINGLE_CONFIDENCE)
  if (!interval) return 0
  return interval.low > 0 ? interval.low : Math.min(interval.high, 0)
}

export const lagText = (lagUs: number, { arm, baseline }: ArmPair, marginUs: number): string =>
  `the client's own lag differs by at least ${formatted(Math.abs(lagUs), 'µs')} between ${arm} and ${baseline}, which is more than the margin of ${formatted(marginUs, 'µs')}`

/** If a difference is more than this many times the difference of lag, the client's part in it is too small to matter. */
const LEAST_TIMES_LAG = 10

/**
 * Differences of lag up to the margin do not matter. Beyond the margin the verdict is withheld (docs/decisions.md#lag-against-the-effect), unless
 * the lag is a small part of the latency difference: 40 µs of lag cannot explain 2 ms.
 */
export function rulingDespiteLag(
  ruling: Ruling,
  lagUs: number,
  { difference: { interval } }: PairedEstimate,
  reason: string,
): Ruling {
  const nearest =
    interval === null
      ? 0
      : ruling.verdict === 'higher'
        ? interval.low
        : ruling.verdict === 'lower'
          ? -interval.high
          : 0
  return nearest > LEAST_TIMES_LAG * Math.abs(lagUs) ? ruling : { verdict: 'withheld', reason }
}
