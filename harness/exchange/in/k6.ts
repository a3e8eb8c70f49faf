/** Reads a summary of k6. Its times are milliseconds, whatever unit its screen was told to show. */
import type { Reading } from '../../results/record.ts'
import { US_IN } from '../import-units.ts'
import { checkedJson, type JsonFile } from './check-json.ts'
import type { Imported, Percentile } from './imported.ts'
import { machineReadableShape, metricsOf } from './k6-machine-readable.ts'
import type { K6Metrics, Trend } from './k6-metrics.ts'
import { exportShape, handleSummaryShape, secondsOf, unnested } from './k6-shape.ts'
import { NO_CALL, percentilesOf, type ReadPercentile } from './percentiles.ts'

/** @throws UsageError */
export function readMachineReadableK6(json: JsonFile): Omit<Imported, 'file' | 'sha256'> {
  const document = checkedJson(json, machineReadableShape)
  const { duration } = document.config
  const imported = importedOf(metricsOf(document), 'k6’s machine-readable summary', duration)
  return {
    ...imported,
    version: document.metadata?.k6Version ?? null,
    notes: [
      ...imported.notes,
      'This form of k6’s summary has at most the p90 and the p95; for others run k6 with --new-machine-readable-summary=false.',
    ],
  }
}

/** @throws UsageError */
export function readK6(json: JsonFile): Omit<Imported, 'file' | 'sha256'> {
  if (!isNested(json.value)) {
    const { metrics } = checkedJson(json, exportShape)
    return importedOf(metrics, 'k6 --summary-export', durationOf(metrics))
  }
  const { metrics: nested, state } = checkedJson(json, handleSummaryShape)
  const metrics = unnested(nested)
  return importedOf(metrics, 'data of k6’s handleSummary', secondsOf(state) ?? durationOf(metrics))
}

/** Whether a metric has its statistics in `values`. Every summary of HTTP calls has this metric. */
function isNested(value: unknown): boolean {
  const metric = (value as { metrics?: { http_req_duration?: unknown } }).metrics?.http_req_duration
  return typeof metric === 'object' && metric !== null && 'values' in metric
}

/** A counter's rate is its count by the time of the test. */
function durationOf({ http_reqs }: K6Metrics): Reading {
  return http_reqs.rate ? http_reqs.count / http_reqs.rate : { notMeasured: 'the file has no duration' }
}

const US_IN_MS = US_IN.ms
/** Where k6 has the statistic, by share. */
const STATISTICS: Record<Percentile, keyof Trend> = {
  0.5: 'med',
  0.75: 'p(75)',
  0.9: 'p(90)',
  0.95: 'p(95)',
  0.99: 'p(99)',
  0.999: 'p(99.9)',
}

function importedOf(metrics: K6Metrics, form: string, seconds: Reading): Omit<Imported, 'file' | 'sha256'> {
  const { http_req_duration: times, http_reqs, iterations, dropped_iterations: dropped } = metrics
  const timed = times.count ?? http_reqs.count
  const neverMade: Reading = dropped?.count ?? {
    notMeasured:
      'the file has no dropped_iterations: k6 writes it only if some were dropped, and executors without a rate drop none',
  }
  const done = iterations?.count ?? { notMeasured: 'the file has no iterations' }
  const time = (name: keyof Trend): Reading => {
    const ms = times[name]
    return timed === 0 ? NO_CALL : ms === undefined ? absent(name) : ms * US_IN_MS
  }
  return {
    tool: 'k6',
    form,
    version: null,
    label: null,
    target: null,
    startedAt: null,
    unit: 'ms',
    timedFrom: 'sending of the request',
    counted: 'iterations',
    askedPerSecond: { notMeasured: 'a k6 summary does not have the rate that the script asked for' },
    seconds,
    asked: typeof neverMade === 'number' && typeof done === 'number' ? done + neverMade : NOT_ASKED,
    done,
    neverMade,
    failed: metrics.http_req_failed?.passes ?? { notMeasured: 'the file has no http_req_failed' },
    codes: [],
    donePerSecond: http_reqs.rate ?? { notMeasured: 'the file has no rate of http_reqs' },
    connections: metrics.vus_max ? metrics.vus_max.value : { notMeasured: 'the file has no vus_max' },
    timed,
    minUs: time('min'),
    meanUs: time('avg'),
    maxUs: time('max'),
    percentiles: percentilesOf((share) => (timed === 0 ? NO_CALL : percentile(times, share)), {
      done: timed,
      neverMade: droppedCalls(metrics),
    }),
    notes: [
      'k6 takes a request’s time (http_req_duration) from sending it to the end of its answer: neither the wait for a connection nor connecting is part of it.',
      ...(typeof neverMade === 'number' && neverMade > 0
        ? [
            'k6 counts iterations of the script that it dropped, not calls; an iteration may make several calls.',
          ]
        : []),
    ],
  }
}

const NOT_ASKED: Reading = {
  notMeasured: 'a k6 summary does not say what was asked for, and has no count of dropped iterations',
}

/** Calls that dropped iterations would have made, if they had made as many as the others did. */
function droppedCalls({ http_reqs, iterations, dropped_iterations: dropped }: K6Metrics): Reading {
  if (!dropped || !iterations || iterations.count === 0) return NOT_ASKED
  return dropped.count * (http_reqs.count / iterations.count)
}

function percentile(times: Trend, share: Percentile): ReadPercentile {
  const name = STATISTICS[share]
  const ms = times[name] ?? (share === 0.5 ? times['p(50)'] : undefined)
  return ms === undefined ? absent(name) : { us: ms * US_IN_MS }
}

const absent = (name: string) => ({
  notMeasured: `the file has no ${name}: name it in k6's --summary-trend-stats`,
})
