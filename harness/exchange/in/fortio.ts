/** Reads a result of fortio. Its times are seconds, and begin at the actual call. */
import type { Reading } from '../../results/record.ts'
import { US_IN } from '../import-units.ts'
import { checkedJson, type JsonFile, type Shape } from './check-json.ts'
import { codesOf, failedOf, sumOf } from './fortio-codes.ts'
import { fortioContradictions } from './fortio-contradictions.ts'
import { fortioSchema, type FortioBucket, type FortioResult } from './fortio-shape.ts'
import { goSeconds } from './go-seconds.ts'
import type { Imported, Percentile } from './imported.ts'
import { NO_CALL, percentilesOf, type ReadPercentile } from './percentiles.ts'
import { shown } from './printable.ts'

const SHAPE: Shape<FortioResult> = {
  what: "fortio's JSON",
  schema: fortioSchema,
  check: fortioContradictions,
}

/** @throws UsageError */
export function readFortio(json: JsonFile): Omit<Imported, 'file' | 'sha256'> {
  const result = checkedJson(json, SHAPE)
  const { DurationHistogram: times } = result
  const codes = codesOf(result)
  const done = codes.length > 0 ? sumOf(codes) : times.Count
  const failed: Reading =
    codes.length > 0
      ? failedOf(codes)
      : (result.ErrorsDurationHistogram?.Count ?? { notMeasured: 'the file has no RetCodes' })
  const asked = askedOf(result)
  const neverMade = typeof asked === 'number' ? Math.max(0, asked - done) : asked
  const has = times.Count > 0
  const time = (seconds: number): Reading => (has ? seconds * US_IN.s : NO_CALL)
  return {
    tool: 'fortio',
    form: "fortio's JSON",
    version: result.Version ?? null,
    label: result.Labels || null,
    target: result.URL || result.Destination || null,
    startedAt: result.StartTime ?? null,
    unit: 's',
    timedFrom: 'actual call',
    counted: 'calls',
    askedPerSecond: rateOf(result),
    seconds: result.ActualDuration * S_IN_NS,
    asked,
    done,
    neverMade,
    failed,
    codes,
    donePerSecond: result.ActualQPS,
    connections: result.NumThreads ?? { notMeasured: 'the file has no NumThreads' },
    timed: times.Count,
    minUs: time(times.Min),
    meanUs: time(times.Avg),
    maxUs: time(times.Max),
    percentiles: percentilesOf((share) => (has ? percentile(times.Data ?? [], share) : NO_CALL), {
      done: times.Count,
      neverMade,
    }),
    notes: notesOf(result, { asked, done, failed }),
  }
}

const S_IN_NS = 1e-9
/** How fortio writes a rate without limit. */
const NO_RATE = 'max'

function rateOf({ RequestedQPS }: FortioResult): Reading {
  const rate = Number(RequestedQPS)
  if (RequestedQPS === NO_RATE || rate <= 0)
    return { notMeasured: 'no rate was asked for: each connection called again as soon as it had its answer' }
  return Number.isFinite(rate) ? rate : { notMeasured: `RequestedQPS is no number: ${shown(RequestedQPS)}` }
}

function askedOf(result: FortioResult): Reading {
  if (result.Exactly) return result.Exactly
  const rate = rateOf(result)
  if (typeof rate !== 'number') return rate
  const seconds = goSeconds(result.RequestedDuration)
  return seconds === null
    ? { notMeasured: `RequestedDuration is no duration: ${shown(result.RequestedDuration)}` }
    : Math.round(rate * seconds)
}

/** Interpolated in the bucket, as fortio itself does, with the borders between which it lies. */
function percentile(data: readonly FortioBucket[], share: Percentile): ReadPercentile {
  const all = data.reduce((sum, { Count }) => sum + Count, 0)
  if (all === 0) return { notMeasured: 'the file has no buckets (DurationHistogram.Data)' }
  const wanted = share * all
  let below = 0
  for (const { Start, End, Count } of data) {
    if (Count > 0 && below + Count >= wanted) {
      const us = (Start + ((wanted - below) / Count) * (End - Start)) * US_IN.s
      return { us, bucketUs: { low: Start * US_IN.s, high: End * US_IN.s } }
    }
    below += Count
  }
  return { us: data.at(-1)!.End * US_IN.s }
}

function notesOf(
  { NoCatchUp, DurationHistogram: times }: FortioResult,
  { asked, done, failed }: { asked: Reading; done: number; failed: Reading },
): string[] {
  return [
    'fortio takes a call’s time from when it was made, not from when it was due: a call that had to wait for the one before it shows nothing of that wait.',
    ...(NoCatchUp === true
      ? [
          'NoCatchUp was on: fortio left out calls that it was too late for. They are among the calls never made.',
        ]
      : []),
    ...(typeof asked === 'number' && done > asked
      ? [`${(done - asked).toLocaleString('en')} more calls were made than were asked for.`]
      : []),
    ...(typeof failed === 'number' && failed > 0 && times.Count >= done
      ? ['The times are of failed calls too: fortio counts them in the same histogram.']
      : []),
  ]
}
