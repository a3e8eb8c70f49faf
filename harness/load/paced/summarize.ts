/** Percentiles of a window's pages. */
import type { Latency, PercentilesUs } from '../../results/record.ts'
import { quantileSorted } from '../../numbers/quantile.ts'
import { differencesUs } from '../../results/raw-samples.ts'
import { sortedDifferencesUs } from './raw-samples.ts'

/** With fewer samples, fewer than ten pages would lie above the p99. */
const LEAST_SAMPLES_FOR_P99 = 1000

/**
 * Latency of the pages in `raw` (due, released, written, done); null when there are no pages. `connectUs` holds the durations
 * of connect() where each call opens a connection.
 */
export function summarizeLatency(
  raw: Float64Array,
  connectUs: number[] | null,
): Omit<Latency, 'rawFile'> | null {
  if (raw.length === 0) return null
  const serviceUs = sortedDifferencesUs(raw, 'written', 'done')
  return {
    sampleCount: serviceUs.length,
    serviceUs: percentilesUs(serviceUs),
    responseUs: percentilesUs(sortedDifferencesUs(raw, 'released', 'done')),
    fromDueUs: percentilesUs(sortedDifferencesUs(raw, 'due', 'done')),
    lagUs: percentilesUs(sortedDifferencesUs(raw, 'due', 'released')),
    connectUs: connectUs && connectUs.length > 0 ? percentilesUs(Float64Array.from(connectUs).sort()) : null,
  }
}

/** How many pages were under way in the mean, by Little's law: completed pages × their mean time (done − released) ÷ the window. */
export const pagesUnderWay = (raw: Float64Array, windowMs: number): number =>
  differencesUs(raw, 'released', 'done').reduce((sum, us) => sum + us, 0) / (windowMs * 1000)

function percentilesUs(sorted: Float64Array): PercentilesUs {
  return {
    p50: quantileSorted(sorted, 0.5),
    p90: quantileSorted(sorted, 0.9),
    p99: sorted.length >= LEAST_SAMPLES_FOR_P99 ? quantileSorted(sorted, 0.99) : null,
    max: sorted.at(-1)!,
  }
}
