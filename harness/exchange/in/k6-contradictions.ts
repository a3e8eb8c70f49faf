/** Finds figures of a k6 summary that contradict each other. k6 writes all digits of each. */
import type { Contradiction } from './check-json.ts'
import type { K6Metrics } from './k6-metrics.ts'
import { outOfOrder } from './percentiles.ts'

/** A script's handleSummary may round rates to three digits, and shares and small rates to two decimals. */
const THREE_DIGITS = 0.001
const TWO_DECIMALS = 0.005

/**
 * Every contradiction among the metrics, with its place.
 * @param placeOf where in the file the statistics of a metric are
 * @param seconds what the test took; null where it follows from rates only
 */
export const k6Contradictions = (
  metrics: K6Metrics,
  placeOf: (metric: keyof K6Metrics) => PropertyKey[],
  seconds: number | null,
): Contradiction[] =>
  [...ofTimes(metrics), ...ofFailed(metrics), ...ofRates(metrics, seconds)].map(
    ({ metric, field, message }) => ({
      path: [...placeOf(metric), ...(field === undefined ? [] : [field])],
      message,
    }),
  )

interface OfMetric {
  metric: keyof K6Metrics
  /** Missing for a fault of several fields. */
  field?: string
  message: string
}

function ofTimes({ http_req_duration: times, http_reqs }: K6Metrics): OfMetric[] {
  const grown = outOfOrder([
    { name: 'min', value: times.min },
    { name: 'med', value: times.med },
    { name: 'p(50)', value: times['p(50)'] },
    { name: 'p(75)', value: times['p(75)'] },
    { name: 'p(90)', value: times['p(90)'] },
    { name: 'p(95)', value: times['p(95)'] },
    { name: 'p(99)', value: times['p(99)'] },
    { name: 'p(99.9)', value: times['p(99.9)'] },
    { name: 'max', value: times.max },
  ]).map(({ message }): OfMetric => ({
    metric: 'http_req_duration',
    message: `must grow from min to max, but ${message}`,
  }))
  const average = outOfOrder([
    { name: 'min', value: times.min },
    { name: 'avg', value: times.avg },
    { name: 'max', value: times.max },
  ]).map(({ message }): OfMetric => ({
    metric: 'http_req_duration',
    message: `must have avg between min and max, but ${message}`,
  }))
  // k6 adds the sample of the one metric with that of the other (SaveSamples in its tracer.go).
  const timed: OfMetric[] =
    times.count === undefined || times.count === http_reqs.count
      ? []
      : [
          {
            metric: 'http_req_duration',
            field: 'count',
            message: `must be the requests, ${http_reqs.count} by http_reqs, but is ${times.count}`,
          },
        ]
  return [...grown, ...average, ...timed]
}

function ofFailed({ http_req_failed: failed, http_reqs }: K6Metrics): OfMetric[] {
  if (!failed) return []
  const { passes, fails } = failed
  const judged = passes + fails
  // A script may leave requests out of http_req_failed, with a responseCallback of null.
  if (judged > http_reqs.count)
    return [
      {
        metric: 'http_req_failed',
        message: `must count each request once, ${http_reqs.count} by http_reqs, but passes + fails is ${judged}`,
      },
    ]
  const share = failed.value ?? failed.rate
  return share === undefined || judged === 0 || Math.abs(passes / judged - share) <= TWO_DECIMALS
    ? []
    : [
        {
          metric: 'http_req_failed',
          message: `must count failed requests as passes, as k6 does: passes ÷ (passes + fails) is ${passes / judged}, but the share is ${share}`,
        },
      ]
}

/** Counters whose rate is their count by the time that the test took: the same time for all of them. */
const COUNTERS = ['http_reqs', 'iterations', 'dropped_iterations'] as const

function ofRates(metrics: K6Metrics, seconds: number | null): OfMetric[] {
  const counters = COUNTERS.flatMap((metric) => {
    const { count, rate } = metrics[metric] ?? {}
    return count === undefined || rate === undefined ? [] : [{ metric, count, rate }]
  })
  const timing = counters.find(({ count, rate }) => count > 0 && rate > 0)
  const tookS = seconds ?? (timing ? timing.count / timing.rate : null)
  if (tookS === null) return []
  const source = seconds === null ? timing!.metric : 'the duration of the test'
  return counters
    .filter(({ count, rate }) => Math.abs(rate * tookS - count) > count * THREE_DIGITS + tookS * TWO_DECIMALS)
    .map(({ metric, count, rate }) => ({
      metric,
      field: 'rate',
      message: `must be ${count} ÷ ${tookS} s, the time by ${source}, but is ${rate}`,
    }))
}
