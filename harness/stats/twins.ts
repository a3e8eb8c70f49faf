/** Twins, which are the baseline measured again, in the same or in other clusters: how far their differences from the baseline reach from 0. */
import type { ArmRecord } from '../results/record.ts'
import type { Interval } from './analysis.ts'
import type { Clock } from './metrics.ts'
import type { PairedEstimate } from './paired.ts'

export type Range = Pick<Interval, 'low' | 'high'>

/** One twin minus the baseline. */
export interface TwinEstimate {
  twin: Pick<ArmRecord, 'name' | 'within'>
  /** Null when no round has both arms. */
  aa: PairedEstimate | null
}

/** The noise that verdicts have to clear. */
export interface TwinNoise {
  /** How far the difference of any twin may be from 0. */
  extent: number
  /** The baseline's own figure. */
  level: number
}

/** The distance from 0 to the farther end of a range. */
export function extentOf({ low, high }: Range): number {
  return Math.max(Math.abs(low), Math.abs(high))
}

/**
 * How far a twin's difference from the baseline reaches from 0, as far as verdicts have to clear it. By the user's clock that is
 * always the farther end of its interval. By the hop clock it is 0 for a twin beside the baseline whose interval holds 0: bring-ups
 * are the unit of every interval, which therefore holds that noise already (docs/studies.md has the evidence).
 * No two clusters are the same, so that a twin in another cluster always counts.
 */
export function noiseReach(clock: Clock | null, { within }: Pick<ArmRecord, 'within'>, range: Range): number {
  const holdsZero = range.low <= 0 && range.high >= 0
  return clock === 'hop' && within === null && holdsZero ? 0 : extentOf(range)
}

const reachOf = ({ aa }: TwinEstimate): number | null =>
  aa?.difference.interval ? extentOf(aa.difference.interval) : null

/** The noise that all twins show together. Null where no twin has an interval. */
export function noiseFrom(twins: readonly TwinEstimate[], clock: Clock | null): TwinNoise | null {
  const level = furthest(twins)?.aa?.levels.baseline
  const reaches = twins.flatMap(({ twin, aa }) =>
    aa?.difference.interval ? [noiseReach(clock, twin, aa.difference.interval)] : [],
  )
  return level === undefined || reaches.length === 0 ? null : { extent: Math.max(...reaches), level }
}

/** The twin that reaches farthest from 0; the first twin where none has an interval; null without twins. */
export function furthest(twins: readonly TwinEstimate[]): TwinEstimate | null {
  return twins.reduce<TwinEstimate | null>(
    (most, twin) => (most === null || (reachOf(twin) ?? -1) > (reachOf(most) ?? -1) ? twin : most),
    null,
  )
}
