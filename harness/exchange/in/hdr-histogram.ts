/** Reads a table of percentiles that HdrHistogram printed by itself. It does not say in which unit, so the user must. */
import { UsageError } from '../../errors.ts'
import { US_IN, type TimeUnit } from '../import-units.ts'
import { readHdrTable, rowAt } from './hdr-table.ts'
import type { Imported } from './imported.ts'
import { malformed } from './malformed.ts'
import { percentilesOf } from './percentiles.ts'

const NOT_SAID = { notMeasured: 'a table of HdrHistogram has nothing but latencies' }

/** @throws UsageError */
export function readHdrHistogram(
  file: string,
  text: string,
  unit: TimeUnit | undefined,
): Omit<Imported, 'file' | 'sha256'> {
  const read = readHdrTable(text.split(/\r?\n/))
  if (read === null || 'faults' in read) throw malformed(file, 'the table', read?.faults ?? [])
  if (unit === undefined)
    throw new UsageError(
      `${file} does not say in which unit its values are: HdrHistogram prints plain numbers`,
      'name the unit with --unit ns, us, ms or s',
    )
  const { table } = read
  const factor = US_IN[unit]
  return {
    tool: 'HdrHistogram',
    form: 'percentiles that HdrHistogram printed',
    version: null,
    label: null,
    target: null,
    startedAt: null,
    unit: unit === 'us' ? 'µs' : unit,
    timedFrom: 'not said',
    counted: 'calls',
    askedPerSecond: NOT_SAID,
    seconds: NOT_SAID,
    asked: NOT_SAID,
    done: table.total,
    neverMade: NOT_SAID,
    failed: NOT_SAID,
    codes: [],
    donePerSecond: NOT_SAID,
    connections: NOT_SAID,
    timed: table.total,
    minUs: table.rows[0]!.value * factor,
    meanUs: table.mean * factor,
    maxUs: table.max * factor,
    percentiles: percentilesOf(
      (share) => {
        const { value, isExact, before } = rowAt(table, share) ?? {
          value: table.max,
          isExact: true,
          before: 0,
        }
        return isExact
          ? { us: value * factor }
          : { us: value * factor, bucketUs: { low: before * factor, high: value * factor } }
      },
      { done: table.total, neverMade: NOT_SAID },
    ),
    notes: [
      `The unit, ${unit === 'us' ? 'µs' : unit}, was named by whoever imported the file; the file does not say it.`,
    ],
  }
}
