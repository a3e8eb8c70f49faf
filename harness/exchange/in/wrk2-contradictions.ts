/** Finds lines of wrk2's output that contradict each other or its table. wrk2 prints times and rates with two decimals. */
import { US_IN } from '../import-units.ts'
import { rowAt, type HdrTable } from './hdr-table.ts'
import type { Fault } from './malformed.ts'
import { outOfOrder } from './percentiles.ts'
import type { Wrk2Percentile, Wrk2Text } from './wrk2-text.ts'

/** The least number before a unit is 0.85 (format_units in wrk2's units.c), of which half a hundredth is 0.6 %. */
const ROUNDING = 0.006
/** Half of the last digit of Requests/sec. */
const RATE_ROUNDING = 0.005
/** How much the median of a table in milliseconds may differ from the line above it; the next unit differs by a thousand times. */
const OTHER_UNIT = 10

/** A share times a count is a product of floating-point numbers: 0.9 × 99900 need not be a whole number. */
const LAST_DIGITS = 1e-6

/** Every contradiction, with the line that it is told at. */
export function wrk2Contradictions(output: Wrk2Text): Fault[] {
  const unit = ofUnit(output)
  const { table, percentiles } = output
  // In another unit every row contradicts its line.
  if (unit.length > 0) return unit
  const fallen = outOfOrder(
    percentiles
      .map((one) => ({ ...one, name: `${Number((one.share * 100).toFixed(4))} %`, value: one.us / US_IN.ms }))
      .toSorted((one, other) => one.share - other.share),
  ).map(({ figure, message }) => faultAt(figure.line, `must grow with the share, but in ms ${message}`))
  return [
    ...fallen,
    ...(table === null ? [] : percentiles.flatMap((one) => ofPercentile(one, table))),
    ...ofCounts(output),
  ]
}

const faultAt = (line: number, message: string): Fault => ({ line, column: 1, path: [], message })

/** The table has no unit of its own; its median must be that of the line above it, which has one. */
function ofUnit({ table, percentiles }: Wrk2Text): Fault[] {
  const above = percentiles.find(({ share }) => share === 0.5)?.us
  const below = table && rowAt(table, 0.5)
  if (above === undefined || !table || !below) return []
  const belowUs = below.value * US_IN.ms
  return belowUs <= above * OTHER_UNIT && above <= belowUs * OTHER_UNIT
    ? []
    : [
        faultAt(
          table.line,
          `must be in milliseconds, with ${above / US_IN.ms} at 50 % as the line above says, but has ${below.value}`,
        ),
      ]
}

/**
 * A percentile is the time of one call, the nearest to its share of all calls. It is beyond every row that counts fewer calls, and at most
 * the first that counts as many. The row of the same share has the first call that is not below the share: the same call, unless the
 * nearest one is below.
 */
function ofPercentile({ line, share, us }: Wrk2Percentile, { rows, total }: HdrTable): Fault[] {
  // As hdr_value_at_percentile in wrk2's hdr_histogram.c.
  const call = Math.max(1, Math.floor(share * total + 0.5))
  const same = share * total <= call + LAST_DIGITS ? rows.find((row) => row.share === share) : undefined
  const below = same ?? rows.findLast((row) => row.total < call)
  const low = (below?.value ?? 0) * US_IN.ms
  const high = (rows.find((row) => row.total >= call)?.value ?? Infinity) * US_IN.ms
  return us >= low * (1 - ROUNDING) && us <= high * (1 + ROUNDING)
    ? []
    : [
        faultAt(
          line,
          `must be from ${low / US_IN.ms} to ${high / US_IN.ms} ms, where the table has call ${call} of ${total}, but is ${us / US_IN.ms} ms`,
        ),
      ]
}

/** Of the requests wrk2 times all but those of its first ten seconds, in which it calibrates itself. */
function ofCounts({
  requests,
  requestsPerSecond,
  tookSeconds,
  table,
  badAnswers,
  requestsLine,
}: Wrk2Text): Fault[] {
  const faults: Fault[] = []
  const byRate = requestsPerSecond * tookSeconds
  if (Math.abs(requests - byRate) > byRate * ROUNDING + tookSeconds * RATE_ROUNDING)
    faults.push(
      faultAt(
        requestsLine,
        `must have the requests of Requests/sec, ${requestsPerSecond} × ${tookSeconds} s, but has ${requests}`,
      ),
    )
  if (table && table.total > requests)
    faults.push(
      faultAt(
        requestsLine,
        `must have at least the ${table.total} requests of the table, but has ${requests}`,
      ),
    )
  if (badAnswers > requests)
    faults.push(
      faultAt(requestsLine, `must have at least the ${badAnswers} non-2xx responses, but has ${requests}`),
    )
  return faults
}
