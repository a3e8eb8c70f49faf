/** Percentiles of a file, withheld where too few calls are behind them. */
import { withheldPercentile, type CallsBehind } from '../enough-calls.ts'
import type { NotMeasured } from '../../results/record.ts'
import { PERCENTILES, type ImportedPercentile, type Percentile } from './imported.ts'

/** A percentile as the file has it, or why it has none. */
export type ReadPercentile = { us: number; bucketUs?: { low: number; high: number } } | NotMeasured

/** Of a run without a call; tools write 0 for its times. */
export const NO_CALL: NotMeasured = { notMeasured: 'no call was timed' }

/** @param read returns null for a percentile that the format has no place for */
export const percentilesOf = (
  read: (share: Percentile) => ReadPercentile | null,
  calls: CallsBehind,
): ImportedPercentile[] =>
  PERCENTILES.flatMap((share): ImportedPercentile[] => {
    const value = read(share)
    if (value === null) return []
    if ('notMeasured' in value) return [{ share, us: value, bucketUs: null }]
    const withheld = withheldPercentile(share, calls)
    return withheld === null
      ? [{ share, us: value.us, bucketUs: value.bucketUs ?? null }]
      : [{ share, us: withheld, bucketUs: null }]
  })

/** Averages, interpolated percentiles and borders of buckets are computed, so that one may miss its bound by the last digits of a number. */
export const LAST_DIGITS = 1e-9

/**
 * Figures that are out of order, each with what is wrong: "p90 is 3, below p50, which is 4". Figures of one distribution can only grow.
 * @param figures in the order in which they must grow; those without a value are left out
 */
export function outOfOrder<Figure extends { name: string; value: number | null | undefined }>(
  figures: readonly Figure[],
): { figure: Figure; message: string }[] {
  let before: { name: string; value: number } | null = null
  return figures.flatMap((figure) => {
    const { name, value } = figure
    if (typeof value !== 'number') return []
    const lower = before
    before = { name, value }
    return lower !== null && value < lower.value * (1 - LAST_DIGITS)
      ? [{ figure, message: `${name} is ${value}, below ${lower.name}, which is ${lower.value}` }]
      : []
  })
}
