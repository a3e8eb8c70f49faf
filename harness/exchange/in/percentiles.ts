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

/**
 * Names of figures that are out of order: "p90 is below p50". Figures of one distribution can only grow.
 * @param figures in the order in which they must grow; those without a value are left out
 */
export function outOfOrder(figures: readonly { name: string; value: number | null | undefined }[]): string[] {
  const known = figures.flatMap(({ name, value }) => (typeof value === 'number' ? [{ name, value }] : []))
  return known.flatMap(({ name, value }, n) => {
    const before = known[n - 1]
    return before !== undefined && value < before.value
      ? [`${name} is ${value}, below ${before.name}, which is ${before.value}`]
      : []
  })
}
