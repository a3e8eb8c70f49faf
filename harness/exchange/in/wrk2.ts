/** Reads the output of `wrk2 --latency`. Its table of percentiles is in milliseconds; other times have their unit. */
import type { NotMeasured, Reading } from '../../results/record.ts'
import { US_IN } from '../import-units.ts'
import { rowAt } from './hdr-table.ts'
import type { Imported, Percentile } from './imported.ts'
import { malformed } from './malformed.ts'
import { percentilesOf, type ReadPercentile } from './percentiles.ts'
import { readWrk2Text, type Wrk2Text } from './wrk2-text.ts'

/** @throws UsageError */
export function readWrk2(file: string, text: string): Omit<Imported, 'file' | 'sha256'> {
  const lines = text.split(/\r?\n/)
  const read = readWrk2Text(lines)
  if ('faults' in read) throw malformed(file, 'the output of wrk2 --latency', read.faults)
  const { text: output } = read
  refuseOtherUnit(file, lines, output)
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
    maxUs: table ? table.max * US_IN.ms : (output.percentilesUs.get(1) ?? NO_TABLE),
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

/** A row of the table has three decimals; the rounded line above it has three digits. */
function percentile({ table, percentilesUs }: Wrk2Text, share: Percentile): ReadPercentile {
  const row = table ? rowAt(table, share) : undefined
  if (row?.isExact) return { us: row.value * US_IN.ms }
  const rounded = percentilesUs.get(share)
  if (rounded !== undefined) return { us: rounded }
  if (row === undefined) return NO_TABLE
  return { us: row.value * US_IN.ms, bucketUs: { low: row.before * US_IN.ms, high: row.value * US_IN.ms } }
}

/** Rounding to three digits, and the width of a row of the table. */
const TOLERANCE = 0.05

/** The table has no unit of its own; it must agree with the median above it, which has one. */
function refuseOtherUnit(file: string, lines: readonly string[], { table, percentilesUs }: Wrk2Text): void {
  const [above, below] = [percentilesUs.get(0.5), table && rowAt(table, 0.5)]
  if (above === undefined || !below || Math.abs(below.value * US_IN.ms - above) <= TOLERANCE * above + 1)
    return
  throw malformed(file, 'the output of wrk2 --latency', [
    {
      line: lines.findIndex((line) => /^\s*Value\s+Percentile/.test(line)) + 1,
      column: 1,
      path: [],
      message: `must be in milliseconds, with ${above / US_IN.ms} at 50 % as the line above says, but has ${below.value}`,
    },
  ])
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
