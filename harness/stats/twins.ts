/** Twins, which are the baseline measured again, in the same or in other clusters: how far their differences from the baseline reach from 0. */
import type { ArmRecord } from '../results/record.ts'
import type { Interval } from './analysis.ts'
import type { PairedEstimate } from './paired.ts'

export type Range = Pick<Interval, 'low' | 'high'>

/** One twin minus the baseline. */
export interface TwinEstimate {
  twin: Pick<ArmRecord, 'name' | 'within'>
  /** Null when no usable round has both arms. */
  aa: PairedEstimate | null
}

/** The distance from 0 to the farther end of a range. */
export function extentOf({ low, high }: Range): number {
  return Math.max(Math.abs(low), Math.abs(high))
}

/** The noise that verdicts have to clear: the range that covers the reaches of all twins. Null where no twin has an interval. */
export function envelope(twins: readonly TwinEstimate[]): Range | null {
  const reaches = twins.flatMap(({ aa }) => aa?.reach ?? [])
  if (reaches.length === 0) return null
  return {
    low: Math.min(...reaches.map(({ low }) => low)),
    high: Math.max(...reaches.map(({ high }) => high)),
  }
}

/** The twin that reaches farthest from 0; the first twin where none has an interval; null without twins. */
export function furthest(twins: readonly TwinEstimate[]): TwinEstimate | null {
  const reachOf = ({ aa }: TwinEstimate): number => (aa?.reach ? extentOf(aa.reach) : -1)
  return twins.reduce<TwinEstimate | null>(
    (most, twin) => (most === null || reachOf(twin) > reachOf(most) ? twin : most),
    null,
  )
}
