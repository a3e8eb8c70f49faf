/** The tail of an arm with pauses: p99 of all pages of the arm, minus the baseline's median, for each bring-up. */
import { bringUpValues } from '../bring-up-values.ts'
import type { Measurement } from '../measurements.ts'

const US_PER_MS = 1000

/** Milliseconds by bring-up; null where there are too few pages, or their raw samples are gone. */
export function tailOf(
  own: readonly Measurement[],
  baseline: readonly Measurement[],
): Map<number, number> | null {
  const [p99, p50] = [bringUpValues('p99', own), bringUpValues('p50', baseline)]
  if (p99 === null || p50 === null) return null
  return new Map(
    [...p99].flatMap(([bringUp, us]) => {
      const level = p50.get(bringUp)
      return level === undefined ? [] : [[bringUp, (us - level) / US_PER_MS] as const]
    }),
  )
}
