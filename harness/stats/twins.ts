/** Twins, which are the baseline measured again, in the same or in other clusters: how far their differences from the baseline reach from 0. */
import type { ArmRecord } from '../results/record.ts'
import type { Interval } from './analysis.ts'
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

const reachOf = ({ aa }: TwinEstimate): number | null =>
  aa?.difference.interval ? extentOf(aa.difference.interval) : null

/** The noise that all twins show together. Null where no twin has an interval. */
export function noiseFrom(twins: readonly TwinEstimate[]): TwinNoise | null {
  const most = furthest(twins)
  const extent = most && reachOf(most)
  return most?.aa && extent !== null ? { extent, level: most.aa.levels.baseline } : null
}

/** The twin that reaches farthest from 0; the first twin where none has an interval; null without twins. */
export function furthest(twins: readonly TwinEstimate[]): TwinEstimate | null {
  return twins.reduce<TwinEstimate | null>(
    (most, twin) => (most === null || (reachOf(twin) ?? -1) > (reachOf(most) ?? -1) ? twin : most),
    null,
  )
}
