/** The metrics of a k6 summary that hopbench reads, in the two shapes that k6 writes, and what must agree among them. */
import { z } from 'zod'
import type { Shape } from './check-json.ts'
import { outOfOrder } from './percentiles.ts'

const number = z.number()
const amount = z.number().nonnegative()

/** A trend: statistics by the names of --summary-trend-stats. */
export const trend = z.object({
  avg: amount.optional(),
  min: amount.optional(),
  med: amount.optional(),
  max: amount.optional(),
  count: amount.optional(),
  'p(50)': amount.optional(),
  'p(75)': amount.optional(),
  'p(90)': amount.optional(),
  'p(95)': amount.optional(),
  'p(99)': amount.optional(),
  'p(99.9)': amount.optional(),
})
const counter = z.object({ count: amount, rate: amount.optional() })
/** `passes` are samples that are true: of http_req_failed the failed requests. The share is `value` in one shape, `rate` in the other. */
const rate = z.object({ passes: amount, fails: amount, value: number.optional(), rate: number.optional() })
const gauge = z.object({ value: number, max: number.optional() })

export type Trend = z.infer<typeof trend>

/** What `--summary-export` writes: the statistics stand in the metric itself. */
const flatMetrics = z.object({
  http_req_duration: trend,
  http_reqs: counter,
  http_req_failed: rate.optional(),
  iterations: counter.optional(),
  dropped_iterations: counter.optional(),
  vus_max: gauge.optional(),
})
export type K6Metrics = z.infer<typeof flatMetrics>

/** What `handleSummary` gets: each metric says its kind and what it contains, and has its statistics in `values`. */
const valued = <Values extends z.ZodType>(values: Values) => z.object({ values })
const nested = z.object({
  state: z.object({ testRunDurationMs: amount.optional() }).optional(),
  metrics: z.object({
    http_req_duration: z.object({ contains: z.literal('time'), values: trend }),
    http_reqs: valued(counter),
    http_req_failed: valued(rate).optional(),
    iterations: valued(counter).optional(),
    dropped_iterations: valued(counter).optional(),
    vus_max: valued(gauge).optional(),
  }),
})

const flat = z.object({ metrics: flatMetrics })

export const exportShape: Shape<z.infer<typeof flat>> = {
  what: 'a k6 summary',
  schema: flat,
  check: ({ metrics }) => problemsOf(metrics, (name) => ['metrics', name]),
}

export const handleSummaryShape: Shape<z.infer<typeof nested>> = {
  what: 'a k6 summary',
  schema: nested,
  check: ({ metrics }) => problemsOf(unnested(metrics), (name) => ['metrics', name, 'values']),
}

/** The metrics in the form of the other shape. */
export function unnested(metrics: z.infer<typeof nested>['metrics']): K6Metrics {
  const { http_req_failed, iterations, dropped_iterations, vus_max } = metrics
  return {
    http_req_duration: metrics.http_req_duration.values,
    http_reqs: metrics.http_reqs.values,
    ...(http_req_failed && { http_req_failed: http_req_failed.values }),
    ...(iterations && { iterations: iterations.values }),
    ...(dropped_iterations && { dropped_iterations: dropped_iterations.values }),
    ...(vus_max && { vus_max: vus_max.values }),
  }
}

/** What a share may differ by from its counts after rounding. */
const TOLERANCE = 0.001

/** What contradicts itself. @param placeOf where in the file the statistics of a metric are */
export function problemsOf(
  { http_req_duration: times, http_req_failed: failed }: K6Metrics,
  placeOf: (metric: keyof K6Metrics) => PropertyKey[],
): { path: PropertyKey[]; message: string }[] {
  const problems: { path: PropertyKey[]; message: string }[] = []
  const path = placeOf('http_req_duration')
  for (const message of outOfOrder([
    { name: 'min', value: times.min },
    { name: 'med', value: times.med },
    { name: 'p(75)', value: times['p(75)'] },
    { name: 'p(90)', value: times['p(90)'] },
    { name: 'p(95)', value: times['p(95)'] },
    { name: 'p(99)', value: times['p(99)'] },
    { name: 'p(99.9)', value: times['p(99.9)'] },
    { name: 'max', value: times.max },
  ]))
    problems.push({ path, message: `must grow from min to max, but ${message}` })
  const share = failed?.value ?? failed?.rate
  if (failed && share !== undefined && failed.passes + failed.fails > 0) {
    const counted = failed.passes / (failed.passes + failed.fails)
    if (Math.abs(counted - share) > TOLERANCE)
      problems.push({
        path: placeOf('http_req_failed'),
        message: `must count failed requests as passes, as k6 does: passes ÷ (passes + fails) is ${counted}, but the share is ${share}`,
      })
  }
  return problems
}
