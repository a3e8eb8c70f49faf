/**
 * A result as fortio's JSON, which its report page and tools for it read. Times are seconds, as fortio has them. Service time is
 * exported, because fortio too takes the time from the actual call.
 */
import { mean } from '../../numbers/mean.ts'
import { quantileSorted } from '../../numbers/quantile.ts'
import { withheldPercentile } from '../enough-calls.ts'
import { BY_HOPBENCH } from '../fortio-by-hopbench.ts'
import { labelsOf, sortedUs, type ArmResult } from './arm-result.ts'
import type { ExportedRun } from './exported-run.ts'
import { goDuration } from './go-duration.ts'
import { twoDigitBuckets } from './two-digit-buckets.ts'

/** Fortio's own default, and two more of its documentation. Those without enough pages are left out. */
const SHARES = [0.5, 0.75, 0.9, 0.99, 0.999]
const S_IN_US = 1e-6
const NS_IN_MS = 1e6

/** The text of a JSON file with one result. */
export function fortioJson(exported: ExportedRun, result: ArmResult): string {
  const { run } = exported
  const sorted = sortedUs(result)
  const calls = { done: result.completed, neverMade: result.notSent }
  const document = {
    RunType: 'HTTP',
    Labels: Object.entries(labelsOf(exported, result))
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
    StartTime: result.trials[0]!.trial.startedAt,
    RequestedQPS: String(result.pagesPerSecond),
    RequestedDuration: goDuration(result.measuredMs),
    ActualQPS: result.completed / (result.measuredMs / 1000),
    ActualDuration: result.measuredMs * NS_IN_MS,
    Version: `${BY_HOPBENCH}${run.code.version}`,
    DurationHistogram: {
      ...histogram(sorted),
      Percentiles: SHARES.filter((share) => withheldPercentile(share, calls) === null).map((share) => ({
        Percentile: Number((share * 100).toFixed(3)),
        Value: quantileSorted(sorted, share) * S_IN_US,
      })),
    },
    RetCodes: codesOf(result),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

function histogram(sorted: Float64Array) {
  const average = mean(sorted)
  let below = 0
  return {
    Count: sorted.length,
    Min: sorted[0]! * S_IN_US,
    Max: sorted.at(-1)! * S_IN_US,
    Sum: average * sorted.length * S_IN_US,
    Avg: average * S_IN_US,
    StdDev: Math.sqrt(mean(sorted.map((us) => (us - average) ** 2))) * S_IN_US,
    Data: twoDigitBuckets(sorted).map(({ start, end, count }) => {
      below += count
      return {
        Start: start * S_IN_US,
        End: end * S_IN_US,
        Percent: (below / sorted.length) * 100,
        Count: count,
      }
    }),
  }
}

/** Fortio's code for a call without an answer. */
const NO_ANSWER = '-1'

/** Pages by the status of their answer. Pages that were never sent have none, and are missing from the count as they are in fortio. */
function codesOf({ completed, failed, timedOut, errors }: ArmResult): Record<string, number> {
  const codes: Record<string, number> = { 200: completed }
  for (const [error, pages] of errors) {
    const code = /^HTTP (\d{3})$/.exec(error)?.[1]
    if (code !== undefined) codes[code] = (codes[code] ?? 0) + pages
  }
  const answered = Object.values(codes).reduce((sum, pages) => sum + pages, 0)
  const without = completed + failed + timedOut - answered
  return without > 0 ? { ...codes, [NO_ANSWER]: without } : codes
}
