/**
 * The machine-readable summary of k6 (1.5 and newer, `--new-machine-readable-summary`): a list of metrics, as k6's
 * internal/lib/summary/machine_readable.go writes it. Counters have no rate, and trends at most the p(90) and the p(95).
 */
import { z } from 'zod'
import type { Shape } from './check-json.ts'
import { k6Contradictions } from './k6-contradictions.ts'
import { amount, calls, trend, type K6Metrics } from './k6-metrics.ts'

/** Statistics of every kind of metric. `matches` are samples that are true: of http_req_failed the failed requests. */
const values = trend.extend({
  // A counter of a script may count halves.
  count: amount.optional(),
  matches: calls.optional(),
  total: calls.optional(),
  rate: amount.optional(),
  value: z.number().optional(),
})
/** Counters of k6 itself, which count calls. */
const COUNTS_CALLS = ['http_reqs', 'iterations', 'dropped_iterations']
const metric = z
  .object({ name: z.string(), contains: z.string().optional(), values })
  .refine(({ name, values: { count } }) => !COUNTS_CALLS.includes(name) || Number.isInteger(count ?? 0), {
    path: ['values', 'count'],
    message: 'must be a whole number',
  })
const summary = z.object({
  metadata: z.object({ k6Version: z.string().max(100, 'must be a version').optional() }).optional(),
  config: z.object({ duration: amount.describe('seconds') }),
  results: z.object({ metrics: z.array(metric) }),
})
export type MachineReadable = z.infer<typeof summary>

export const machineReadableShape: Shape<MachineReadable> = {
  what: 'a k6 summary',
  schema: summary,
  check: (document) => {
    const { metrics } = document.results
    const indexOf = (name: string): number => metrics.findIndex((metric) => metric.name === name)
    const [times, requests] = [metrics[indexOf('http_req_duration')], metrics[indexOf('http_reqs')]]
    if (times === undefined || requests?.values.count === undefined)
      return [
        {
          path: ['results', 'metrics'],
          message:
            'must have http_req_duration, and http_reqs with its count: others are not about HTTP calls',
        },
      ]
    if (times.contains !== 'time')
      return [
        {
          path: ['results', 'metrics', indexOf('http_req_duration'), 'contains'],
          message: `must be "time", but is ${JSON.stringify(times.contains)}`,
        },
      ]
    return k6Contradictions(
      metricsOf(document),
      (name) => ['results', 'metrics', indexOf(name), 'values'],
      document.config.duration,
    )
  },
}

/** The metrics in the form of the other shapes. */
export function metricsOf({ results, config }: MachineReadable): K6Metrics {
  const of = (name: string) => results.metrics.find((metric) => metric.name === name)?.values
  const counter = (name: string): { count: number } | undefined => {
    const count = of(name)?.count
    return count === undefined ? undefined : { count }
  }
  const [requests, iterations, dropped] = [
    counter('http_reqs')!,
    counter('iterations'),
    counter('dropped_iterations'),
  ]
  const [failed, vus] = [of('http_req_failed'), of('vus_max')]
  return {
    http_req_duration: of('http_req_duration')!,
    http_reqs: { ...requests, ...(config.duration > 0 && { rate: requests.count / config.duration }) },
    ...(iterations && { iterations }),
    ...(dropped && { dropped_iterations: dropped }),
    ...(failed?.matches !== undefined &&
      failed.total !== undefined && {
        http_req_failed: {
          passes: failed.matches,
          fails: Math.max(0, failed.total - failed.matches),
          ...(failed.rate !== undefined && { rate: failed.rate }),
        },
      }),
    ...(vus?.value !== undefined && { vus_max: { value: vus.value } }),
  }
}
