import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { exchangeFile, fileWith, refusalOf } from '../testing/exchange-file.ts'
import type { Imported, Percentile } from './imported.ts'
import { readImport } from './read-import.ts'

const read = (name: string): Imported => readImport(exchangeFile(name))
const textOf = (name: string): string => readFileSync(exchangeFile(name), 'utf8')
const percentile = ({ percentiles }: Imported, share: Percentile) =>
  percentiles.find((one) => one.share === share)?.us

test('both shapes of a k6 summary give the same times, in milliseconds whatever unit the screen had', () => {
  const [flat, nested] = [read('k6-summary-export.json'), read('k6-handle-summary.json')]
  for (const one of [flat, nested]) {
    expect(one).toMatchObject({ tool: 'k6', unit: 'ms', timed: 5850 })
    expect(one.minUs).toBeCloseTo(2051.3, 6)
    expect(percentile(one, 0.5)).toBe(7655)
    expect(percentile(one, 0.95)).toBeCloseTo(22_067, 6)
  }
  expect(flat).toMatchObject({ failed: 12, asked: 6000, done: 5850, neverMade: 150, counted: 'iterations' })
  expect(nested).toMatchObject({ failed: 0, done: 2925, seconds: 60.0125 })
  expect(nested.neverMade).toHaveProperty('notMeasured')
  expect(percentile(nested, 0.99)).toBe(31_500)
  expect(percentile(flat, 0.99)).toEqual({
    notMeasured: "the file has no p(99): name it in k6's --summary-trend-stats",
  })
})

test('k6: no time of a run without a request is told', () => {
  const trend = { avg: 0, min: 0, med: 0, max: 0, 'p(90)': 0, 'p(95)': 0 }
  const summary = { metrics: { http_req_duration: trend, http_reqs: { count: 0, rate: 0 } } }
  const one = readImport(fileWith(JSON.stringify(summary), 'k6.json'))
  const none = { notMeasured: 'no call was timed' }
  expect(one).toMatchObject({ minUs: none, meanUs: none, maxUs: none })
  expect(percentile(one, 0.5)).toEqual(none)
})

test('k6: the machine-readable summary gives the same figures, and says its version and how long it took', () => {
  const flat = JSON.parse(textOf('k6-summary-export.json')) as {
    metrics: Record<string, Record<string, number>>
  }
  const metric = (name: string, values: object, contains = 'default') => ({ name, contains, values })
  const { http_req_duration: times, http_reqs, iterations, http_req_failed: failed } = flat.metrics
  const summary = {
    version: '1.0.0',
    metadata: { k6Version: '1.5.0', generatedAt: '2026-01-15T10:00:00Z' },
    config: { script: 's.js', execution: 'local', duration: 30 },
    results: {
      checks: {},
      metrics: [
        metric('http_req_duration', times!, 'time'),
        metric('http_reqs', { count: http_reqs!.count }),
        metric('iterations', { count: iterations!.count }),
        metric('kilobytes_of_the_script', { count: 0.5 }),
        metric('http_req_failed', {
          matches: failed!.passes,
          total: failed!.passes! + failed!.fails!,
          rate: failed!.passes! / (failed!.passes! + failed!.fails!),
        }),
      ],
    },
  }
  const one = readImport(fileWith(JSON.stringify(summary), 'k6.json'))
  const other = read('k6-summary-export.json')
  expect(one).toMatchObject({
    tool: 'k6',
    version: '1.5.0',
    seconds: 30,
    donePerSecond: http_reqs!.count! / 30,
  })
  for (const field of ['done', 'failed', 'timed', 'minUs', 'meanUs', 'maxUs', 'percentiles'] as const)
    expect(one[field]).toEqual(other[field])
  summary.results.metrics[0]!.contains = 'data'
  expect(refusalOf(() => readImport(fileWith(JSON.stringify(summary), 'k6.json')))).toMatch(
    /results\.metrics\[0\]\.contains {2}must be "time", but is "data"/,
  )
  summary.results.metrics[0]!.contains = 'time'
  summary.results.metrics[1] = metric('http_reqs', { count: 5850.5 })
  expect(refusalOf(() => readImport(fileWith(JSON.stringify(summary), 'k6.json')))).toMatch(
    /results\.metrics\[1\]\.values\.count {2}must be a whole number, but is 5850\.5/,
  )
})

test('k6: figures that a script rounded to two decimals contradict nothing', () => {
  const summary = JSON.parse(textOf('k6-summary-export.json')) as {
    metrics: Record<string, Record<string, number>>
  }
  summary.metrics.http_reqs = { count: 37, rate: 0.12 }
  summary.metrics.iterations = { count: 36, rate: 0.12 }
  delete summary.metrics.dropped_iterations
  summary.metrics.http_req_failed = { passes: 0, fails: 37, value: 0 }
  expect(readImport(fileWith(JSON.stringify(summary), 'k6.json'))).toMatchObject({ tool: 'k6', done: 36 })
})
