/** The fields of fortio's JSON that hopbench reads (fortio.org/fortio, periodic.RunnerResults), and what must agree among them. */
import { z } from 'zod'
import type { Shape } from './check-json.ts'
import { outOfOrder } from './percentiles.ts'

/** Longer texts than these are no date, rate or duration, and patterns take long to say so. */
const short = z.string().max(100, 'must be a short text')
const seconds = z.number().nonnegative()
const calls = z.int().nonnegative()

const bucket = z.object({ Start: seconds, End: seconds, Percent: z.number(), Count: calls })
const histogram = z.object({
  Count: calls,
  Min: seconds,
  Max: seconds,
  Sum: seconds,
  Avg: seconds,
  Data: z.array(bucket).nullish(),
})

export const fortioSchema = z.object({
  Labels: z.string().nullish(),
  URL: z.string().nullish(),
  Destination: z.string().nullish(),
  StartTime: short.nullish(),
  RequestedQPS: short,
  RequestedDuration: short,
  ActualQPS: z.number().nonnegative(),
  ActualDuration: z.number().nonnegative(),
  NumThreads: z.int().positive().nullish(),
  NumConnections: z.int().nonnegative().nullish(),
  Version: z.string().nullish(),
  Exactly: calls.nullish(),
  NoCatchUp: z.boolean().nullish(),
  DurationHistogram: histogram,
  ErrorsDurationHistogram: z.object({ Count: calls }).nullish(),
  RetCodes: z.record(z.string(), calls).nullish(),
})
export type FortioResult = z.infer<typeof fortioSchema>
export type FortioBucket = z.infer<typeof bucket>

/** What rounding, and a call that is under way when the time is up, may make of a sum. */
const TOLERANCE = 0.05
const S_IN_NS = 1e-9

export const fortioShape: Shape<FortioResult> = {
  what: "fortio's JSON",
  schema: fortioSchema,
  check: problemsOf,
}

function problemsOf({ DurationHistogram: times, NumThreads, ActualDuration, ActualQPS }: FortioResult) {
  const path = ['DurationHistogram']
  const problems: { path: PropertyKey[]; message: string }[] = []
  const data = times.Data ?? []
  const counted = data.reduce((sum, { Count }) => sum + Count, 0)
  if (counted !== times.Count && data.length > 0)
    problems.push({
      path: [...path, 'Count'],
      message: `must be the sum of the buckets' counts, which is ${counted}, but is ${times.Count}`,
    })
  for (const message of outOfOrder([
    { name: 'Min', value: times.Min },
    { name: 'Avg', value: times.Avg },
    { name: 'Max', value: times.Max },
  ]))
    if (times.Count > 0)
      problems.push({ path, message: `must have Min, Avg and Max in this order, but ${message}` })
  const unordered = data.findIndex(
    ({ Start, End }, n) => End < Start || (n > 0 && Start < data[n - 1]!.End * (1 - 1e-9)),
  )
  if (unordered >= 0)
    problems.push({
      path: [...path, 'Data', unordered],
      message: 'must be a bucket that begins where the one before ends, and ends after it begins',
    })
  // A thread makes one call at a time, so that all calls together cannot take longer than all threads had.
  const atMost = (NumThreads ?? Infinity) * ActualDuration * S_IN_NS
  if (times.Sum > atMost * (1 + TOLERANCE))
    problems.push({
      path: [...path, 'Sum'],
      message: `must be in seconds, at most ${NumThreads} threads × ${ActualDuration * S_IN_NS} s, but is ${times.Sum}: another unit`,
    })
  const lastedS = ActualDuration * S_IN_NS
  if (times.Max > lastedS * (1 + TOLERANCE))
    problems.push({
      path: [...path, 'Max'],
      message: `must be in seconds and at most what the run took, ${lastedS} s, but is ${times.Max}`,
    })
  // One call is what rounding may make of a few.
  if (Math.abs(times.Count - ActualQPS * lastedS) > times.Count * TOLERANCE + 1)
    problems.push({
      path: ['ActualQPS'],
      message: `must be the calls of a second, ${times.Count} in ${lastedS} s, but is ${ActualQPS}`,
    })
  return problems
}
