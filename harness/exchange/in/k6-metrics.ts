/** The metrics of a k6 summary that hopbench reads, with the statistics of each. */
import { z } from 'zod'

const number = z.number()
export const amount = z.number().nonnegative()
/** Samples of a metric that k6 itself has: each counts one. */
export const calls = z.int().nonnegative()

/** A trend: statistics by the names of --summary-trend-stats. */
export const trend = z.object({
  avg: amount.optional(),
  min: amount.optional(),
  med: amount.optional(),
  max: amount.optional(),
  count: calls.optional(),
  'p(50)': amount.optional(),
  'p(75)': amount.optional(),
  'p(90)': amount.optional(),
  'p(95)': amount.optional(),
  'p(99)': amount.optional(),
  'p(99.9)': amount.optional(),
})
export const counter = z.object({ count: calls, rate: amount.optional() })
/** `passes` are samples that are true: of http_req_failed the failed requests. The share is `value` in one shape, `rate` in the other. */
export const rate = z.object({
  passes: calls,
  fails: calls,
  value: number.optional(),
  rate: number.optional(),
})
export const gauge = z.object({ value: number, max: number.optional() })

export type Trend = z.infer<typeof trend>

/** As `--summary-export` writes them: the statistics stand in the metric itself. */
export const flatMetrics = z.object({
  http_req_duration: trend,
  http_reqs: counter,
  http_req_failed: rate.optional(),
  iterations: counter.optional(),
  dropped_iterations: counter.optional(),
  vus_max: gauge.optional(),
})
export type K6Metrics = z.infer<typeof flatMetrics>
