/** Reads the output of `wrk2 --latency`. Its table of percentiles is in milliseconds; other times have their unit. */
import type { NotMeasured, Reading } from '../../results/record.ts'
import { US_IN } from '../import-units.ts'
import { rowAt } from './hdr-table.ts'
import type { Imported, Percentile } from './imported.ts'
import { malformed } from './malformed.ts'
import { percentilesOf, type ReadPercentile } from './percentiles.ts'
import { wrk2Contradictions } from './wrk2-contradictions.ts'
import { readWrk2Text, type Wrk2Text } from './wrk2-text.ts'

/** Name of such a file in errors. */
const WHAT = 'the output of wrk2 --latency'

/** @throws UsageError */
export function readWrk2(file: string, text: string): Omit<Imported, 'file' | 'sha256'> {
  const read = readWrk2Text(text.split(/\r?\n/))
  if ('faults' in read) throw malformed(file, WHAT, read.faults)
  const { text: output } = read
  const faults = wrk2Contradictions(output)
  if (faults.length > 0) throw malformed(file, WHAT, faults)
  const { rate, requests, seconds, table, isCorrected } = output
  const asked: Reading = rate === null ? NO_RATE : Math.round(rate * seconds)
  const neverMade = typeof asked === 'number' ? Math.max(0, asked - requests) : asked
  const timed: Reading = table?.total ?? NO_TABLE
  return {
    tool: 'wrk2',
    form: 'output of wrk2 --latency',
    version: null,
    label: null,
    target: output.target,
    startedAt: null,
    unit: 'ms',
    timedFrom: isCorrected ? 'planned start' : 'actual call',
    counted: 'calls',
    askedPerSecond: rate ?? NO_RATE,
    seconds: output.tookSeconds,
    asked,
    done: requests,
    neverMade,
    failed: output.badAnswers + output.socketErrors.reduce((sum, { calls }) => sum + calls, 0),
    codes: [
      { code: 'neither 2xx nor 3xx', calls: output.badAnswers },
      ...output.socketErrors.map(({ name, calls }) => ({ code: `socket: ${name}`, calls })),
    ].filter(({ calls }) => calls > 0),
    donePerSecond: output.requestsPerSecond,
    connections: output.connections,
    timed,
    minUs: table?.rows[0] ? table.rows[0].value * US_IN.ms : NO_TABLE,
    meanUs: table ? table.mean * US_IN.ms : NO_TABLE,
    maxUs: table ? table.max * US_IN.ms : (roundedAt(output, 1) ?? NO_TABLE),
    percentiles: percentilesOf((share) => percentile(output, share), {
      // Without the table nobody knows how many of the calls were timed, and there were no more than this.
      done: typeof timed === 'number' ? timed : requests,
      neverMade,
    }),
    notes: notesOf(output),
  }
}

const NO_RATE: NotMeasured = {
  notMeasured:
    'wrk2 does not print its rate: put its command line (wrk2 -R …) above the output, and hopbench reads it from there',
}
const NO_TABLE: NotMeasured = { notMeasured: 'the table "Detailed Percentile spectrum" is missing' }

const roundedAt = ({ percentiles }: Wrk2Text, share: number): number | undefined =>
  percentiles.find((one) => one.share === share)?.us

/** A row of the table has three decimals, the line above it two. */
function percentile(output: Wrk2Text, share: Percentile): ReadPercentile {
  const row = output.table ? rowAt(output.table, share) : undefined
  if (row?.isExact) return { us: row.value * US_IN.ms }
  const rounded = roundedAt(output, share)
  if (rounded !== undefined) return { us: rounded }
  if (row === undefined) return NO_TABLE
  return { us: row.value * US_IN.ms, bucketUs: { low: row.before * US_IN.ms, high: row.value * US_IN.ms } }
}

function notesOf({ isCorrected, table, requests, rate }: Wrk2Text): string[] {
  const untimed = table ? requests - table.total : 0
  return [
    isCorrected
      ? 'wrk2 takes a call’s time from its planned start, so that waiting for the call before it is part of the time. Its clock ticks in milliseconds, and adds up to one.'
      : 'These are wrk2’s uncorrected times, from the actual call.',
    ...(untimed > 0
      ? [
          `${untimed.toLocaleString('en')} calls were made while wrk2 calibrated itself, and are in no percentile.`,
        ]
      : []),
    ...(rate === null
      ? []
      : [
          'wrk2 does not tell a call that was never made from one that had no answer yet when the time was up.',
        ]),
  ]
}
