/** The two shapes of a k6 summary that have their metrics by name: `--summary-export` and the data of `handleSummary`. */
import { z } from 'zod'
import type { Shape } from './check-json.ts'
import { k6Contradictions } from './k6-contradictions.ts'
import { amount, counter, flatMetrics, gauge, rate, trend, type K6Metrics } from './k6-metrics.ts'

/** What `handleSummary` gets: each metric says its kind and what it contains, and has its statistics in `values`. */
const valued = <Values extends z.ZodType>(values: Values) => z.object({ values })
const runState = z.object({ testRunDurationMs: amount.optional() }).optional()
const nested = z.object({
  state: runState,
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
  check: ({ metrics }) => k6Contradictions(metrics, (name) => ['metrics', name], null),
}

export const handleSummaryShape: Shape<z.infer<typeof nested>> = {
  what: 'a k6 summary',
  schema: nested,
  check: ({ metrics, state }) =>
    k6Contradictions(unnested(metrics), (name) => ['metrics', name, 'values'], secondsOf(state)),
}

/** What the test took; null where the data of handleSummary does not say. */
export function secondsOf(state: z.infer<typeof runState>): number | null {
  const ms = state?.testRunDurationMs
  return ms === undefined ? null : ms / 1000
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
