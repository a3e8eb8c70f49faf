/** Mean and quantiles of a part over pages. */
import type { SpreadUs } from '../../../results/record.ts'
import { quantileSorted } from '../../../numbers/quantile.ts'

/** In microseconds, of values in nanoseconds. Throws RangeError without values. */
export function spreadUs(valuesNs: readonly number[]): SpreadUs {
  const sorted = Float64Array.from(valuesNs, (ns) => ns / 1000).sort()
  return {
    mean: sorted.reduce((sum, us) => sum + us, 0) / sorted.length,
    p10: quantileSorted(sorted, 0.1),
    p50: quantileSorted(sorted, 0.5),
  }
}
