/** The fields of fortio's JSON that hopbench reads (fortio.org/fortio, periodic.RunnerResults). */
import { z } from 'zod'

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
