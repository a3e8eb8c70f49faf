/** The baseline measured again, once or in several places: how far these reach from no difference at all. */
import type { ArmRecord } from '../results/record.ts'
import type { Interval } from './analysis.ts'
import type { PairedEstimate } from './paired.ts'

export type Range = Pick<Interval, 'low' | 'high'>

/** One twin − the baseline. */
export interface TwinEstimate {
  twin: Pick<ArmRecord, 'name' | 'within'>
  /** Null when no usable round has both. */
  aa: PairedEstimate | null
}

/** Furthest that a range reaches from 0. */
export function extentOf({ low, high }: Range): number {
  return Math.max(Math.abs(low), Math.abs(high))
}

/** The noise that verdicts are held against: what the twins show together. Null where none has an interval. */
export function envelope(twins: readonly TwinEstimate[]): Range | null {
  const reaches = twins.flatMap(({ aa }) => aa?.reach ?? [])
  if (reaches.length === 0) return null
  return {
    low: Math.min(...reaches.map(({ low }) => low)),
    high: Math.max(...reaches.map(({ high }) => high)),
  }
}

/** The twin that reaches furthest; the first where none has an interval, null where there is no twin. */
export function furthest(twins: readonly TwinEstimate[]): TwinEstimate | null {
  const reachOf = ({ aa }: TwinEstimate): number => (aa?.reach ? extentOf(aa.reach) : -1)
  return twins.reduce<TwinEstimate | null>(
    (most, twin) => (most === null || reachOf(twin) > reachOf(most) ? twin : most),
    null,
  )
}
