/** Finds figures of a result of fortio that contradict each other. Fortio writes all digits of each. */
import { BY_HOPBENCH } from '../fortio-by-hopbench.ts'
import type { Contradiction } from './check-json.ts'
import { codesOf, failedOf, sumOf } from './fortio-codes.ts'
import type { FortioBucket, FortioResult } from './fortio-shape.ts'
import { LAST_DIGITS, outOfOrder } from './percentiles.ts'

/** The clocks of single calls and of the run are read one after the other, and ActualQPS is of the run's. */
const CLOCKS = 0.05
/** Who stores results of fortio may have rounded them to three digits. */
const ROUNDING = 0.001
const S_IN_NS = 1e-9

/** Every contradiction among the figures, with its place. */
export const fortioContradictions = (result: FortioResult): Contradiction[] => [
  ...ofBuckets(result),
  ...ofTimes(result),
  ...ofRun(result),
  ...ofCodes(result),
]

const TIMES = ['DurationHistogram']

function ofBuckets({ DurationHistogram: { Data, Count, Min, Max } }: FortioResult): Contradiction[] {
  const [first, last] = [Data?.[0], Data?.at(-1)]
  if (!Data || !first || !last) return []
  const counted = Data.reduce((sum, bucket) => sum + bucket.Count, 0)
  const unordered = Data.findIndex(
    ({ Start, End }, n) => End < Start || (n > 0 && Start < Data[n - 1]!.End * (1 - LAST_DIGITS)),
  )
  const outside = (name: string, seconds: number, { Start, End }: FortioBucket, which: string) =>
    seconds < Start * (1 - LAST_DIGITS) || seconds > End * (1 + LAST_DIGITS)
      ? [
          {
            path: [...TIMES, name],
            message: `must lie in the ${which} bucket, from ${Start} to ${End}, but is ${seconds}`,
          },
        ]
      : []
  return [
    ...(counted === Count
      ? []
      : [
          {
            path: [...TIMES, 'Count'],
            message: `must be the sum of the buckets' counts, which is ${counted}, but is ${Count}`,
          },
        ]),
    ...(unordered < 0
      ? []
      : [
          {
            path: [...TIMES, 'Data', unordered],
            message: 'must be a bucket that begins where the one before ends, and ends after it begins',
          },
        ]),
    ...outside('Min', Min, first, 'first'),
    ...outside('Max', Max, last, 'last'),
  ]
}

function ofTimes({ DurationHistogram: { Count, Min, Max, Sum, Avg } }: FortioResult): Contradiction[] {
  if (Count === 0) return []
  const average = Sum / Count
  return [
    ...outOfOrder([
      { name: 'Min', value: Min },
      { name: 'Avg', value: Avg },
      { name: 'Max', value: Max },
    ]).map(({ message }) => ({
      path: TIMES,
      message: `must have Min, Avg and Max in this order, but ${message}`,
    })),
    ...(Math.abs(Avg - average) <= average * ROUNDING
      ? []
      : [
          {
            path: [...TIMES, 'Avg'],
            message: `must be Sum ÷ Count, which is ${average}, but is ${Avg}`,
          },
        ]),
  ]
}

function ofRun({
  DurationHistogram: { Count, Max, Sum },
  NumThreads,
  ActualDuration,
  ActualQPS,
}: FortioResult): Contradiction[] {
  const problems: Contradiction[] = []
  const lastedS = ActualDuration * S_IN_NS
  // A thread makes one call at a time, so that all calls together cannot take longer than all threads had.
  if (Sum > (NumThreads ?? Infinity) * lastedS * (1 + CLOCKS))
    problems.push({
      path: [...TIMES, 'Sum'],
      message: `must be in seconds, at most ${NumThreads} threads × ${lastedS} s, but is ${Sum}: another unit`,
    })
  if (Max > lastedS * (1 + CLOCKS))
    problems.push({
      path: [...TIMES, 'Max'],
      message: `must be in seconds and at most what the run took, ${lastedS} s, but is ${Max}`,
    })
  // One call is what rounding may make of a few.
  if (Math.abs(Count - ActualQPS * lastedS) > Count * CLOCKS + 1)
    problems.push({
      path: ['ActualQPS'],
      message: `must be the calls of a second, ${Count} in ${lastedS} s, but is ${ActualQPS}`,
    })
  return problems
}

/** Fortio times every call, and once more those that failed; hopbench's export has the times of its pages with a 200 only. */
function ofCodes(result: FortioResult): Contradiction[] {
  const { DurationHistogram: times, ErrorsDurationHistogram: errors, Version } = result
  const codes = codesOf(result)
  const timed = sumOf(Version?.startsWith(BY_HOPBENCH) ? codes.filter(({ code }) => code === '200') : codes)
  const problems: Contradiction[] = []
  if (codes.length > 0 && timed !== times.Count)
    problems.push({
      path: ['RetCodes'],
      message: `must have a code of each call, ${times.Count} by DurationHistogram.Count, but has ${timed}`,
    })
  const path = ['ErrorsDurationHistogram', 'Count']
  if (errors && errors.Count > times.Count)
    problems.push({
      path,
      message: `must be at most all calls, ${times.Count} by DurationHistogram.Count, but is ${errors.Count}`,
    })
  else if (errors && codes.length > 0 && errors.Count !== failedOf(codes))
    problems.push({
      path,
      message: `must be the calls that failed by RetCodes, ${failedOf(codes)}, but is ${errors.Count}`,
    })
  return problems
}
