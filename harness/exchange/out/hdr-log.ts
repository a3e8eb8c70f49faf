/**
 * Results as a log of HdrHistogram: one line for each window that counts, tagged with its arm and load, whose histogram (V2, zlib,
 * base64) holds the service time of every page in nanoseconds.
 */
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js'
import type { ArmResult } from './arm-result.ts'
import type { ExportedRun } from './exported-run.ts'
import { fileNameOf } from './file-name.ts'

/** Values are within 0.1 % of what was measured. */
const DIGITS = 3
/** An hour: no page of any run takes longer than its window. */
const LARGEST_NS = 3_600_000_000_000
const NS_IN_US = 1000
const NS_IN_MS = 1e6

/**
 * The text of the log. Readers of logs split lines at commas and blanks, so tags have neither: "sidecar-steady". The comment at its
 * head has one line, whatever a record holds.
 */
export function hdrLog({ run }: ExportedRun, results: readonly ArmResult[]): string {
  const startMs = Date.parse(run.startedAt)
  return [
    `#[hopbench ${fileNameOf(run.code.version)}, run ${fileNameOf(run.id)}: service time of pages, done - written, in nanoseconds]`,
    '#[Histogram log format version 1.3]',
    `#[StartTime: ${seconds(startMs)} (seconds since epoch), ${new Date(startMs).toUTCString()}]`,
    '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
    ...results
      .flatMap(linesOf)
      .toSorted((one, other) => one.startMs - other.startMs)
      .map(({ line }) => line),
    '',
  ].join('\n')
}

/** Readers go through a log by time. */
function linesOf({ arm, load, trials, windowMs }: ArmResult): { startMs: number; line: string }[] {
  return trials.map(({ trial, serviceUs }) => {
    const histogram = build({
      bitBucketSize: 64,
      lowestDiscernibleValue: 1,
      highestTrackableValue: LARGEST_NS,
      numberOfSignificantValueDigits: DIGITS,
    })
    for (const us of serviceUs) histogram.recordValue(Math.round(us * NS_IN_US))
    // Logs have the largest value in milliseconds where values are nanoseconds.
    const largest = (histogram.maxValue / NS_IN_MS).toFixed(3)
    const startMs = Date.parse(trial.startedAt)
    const line = `Tag=${fileNameOf(arm, load)},${seconds(startMs)},${seconds(windowMs)},${largest},${encodeIntoCompressedBase64(histogram)}`
    return { startMs, line }
  })
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3)
