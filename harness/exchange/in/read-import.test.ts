import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { changed, exchangeFile, fileWith, refusalOf } from '../testing/exchange-file.ts'
import { importMarkdown } from './import-markdown.ts'
import { importView } from './import-view.ts'
import type { Imported, Percentile } from './imported.ts'
import { readImport } from './read-import.ts'
import { sideBySide } from './side-by-side.ts'

const read = (name: string): Imported => readImport(exchangeFile(name))
const percentile = ({ percentiles }: Imported, share: Percentile) =>
  percentiles.find((one) => one.share === share)?.us
const row = (one: Imported, name: string) => importView(one).rows.find((line) => line.name === name)

test('fortio: calls that were never made are told, in seconds and µs', () => {
  const fortio = read('fortio.json')
  expect(fortio).toMatchObject({ asked: 900_000, done: 893_896, neverMade: 6_104, failed: 6, meanUs: 840 })
  expect(row(fortio, 'never made')).toEqual({
    name: 'never made',
    value: '6,104 (0.68\u00a0%)',
    remark: '900,000 asked, 893,896 done',
  })
  const p50 = fortio.percentiles[0]!
  expect(p50.bucketUs).toEqual({ low: 500, high: 1000 })
  expect(p50.us).toBeCloseTo(500 + (500 * (893_896 / 2 - 200_000)) / 600_000, 6)
})

test('a percentile whose tail is smaller than the share of calls never made is withheld, others are not', () => {
  const fortio = read('fortio.json')
  expect(percentile(fortio, 0.99)).toBeTypeOf('number')
  expect(percentile(fortio, 0.999)).toEqual({
    withheld:
      '0.68 % of the calls that were asked for were never made, and a p99.9 is about the slowest 0.1 %',
  })
})

test('the p99 of 40 calls is withheld with the reason, although the file has one', () => {
  expect(row(read('fortio-forty-calls.json'), 'p99')).toEqual({
    name: 'p99',
    value: 'withheld',
    remark: 'a p99 needs 1,000 calls, 10 of them beyond it; there are 40',
  })
})

test('wrk2: rows in milliseconds, lines with units, the rate of the command line above the output', () => {
  const wrk2 = read('wrk2.txt')
  expect(wrk2).toMatchObject({
    timedFrom: 'planned start',
    ...{ asked: 120_000, done: 119_956, neverMade: 44, failed: 16, timed: 99_900, connections: 10 },
    ...{ minUs: 212, meanUs: 1138, maxUs: 2540 },
  })
  expect(percentile(wrk2, 0.5)).toBe(1108)
  // No row of the table is at 99 %; the rounded line is.
  expect(percentile(wrk2, 0.99)).toBe(2140)
  const without = readImport(changed('wrk2.txt', /^wrk2 .*\n/, ''))
  expect(without.asked).toHaveProperty('notMeasured')
})

test('percentiles of HdrHistogram need their unit, and are read in each', () => {
  const file = exchangeFile('hdr-percentiles.txt')
  expect(refusalOf(() => readImport(file))).toMatch(/does not say in which unit/)
  const factors = { ns: 0.001, us: 1, ms: 1000, s: 1e6 } as const
  for (const unit of ['ns', 'us', 'ms', 's'] as const) {
    const read = readImport(file, unit)
    expect(percentile(read, 0.5)).toBeCloseTo(1201 * factors[unit], 6)
    expect(read.timed).toBe(1_000_009)
  }
})

test('SMP: JSON and YAML, old and new; a p99 of nobody knows how many calls is withheld', () => {
  const [json, yaml] = [read('smp.json'), read('smp-first-form.yaml')]
  expect(json).toMatchObject({ minUs: 330, donePerSecond: 993.18, seconds: 900 })
  expect(yaml).toMatchObject({ minUs: 4000, askedPerSecond: 1000, connections: 20 })
  expect(percentile(json, 0.5)).toBe(700)
  expect(percentile(json, 0.99)).toHaveProperty('withheld')
  expect(yaml.notes.join()).toContain('CPU and memory of sidecars. They are left out')
  const camel = readImport(changed('smp.json', 'latencies_ms', 'latenciesMs'))
  expect(camel.minUs).toBe(330)
})

test.each<[string, string, string | RegExp, string, RegExp]>([
  [
    'a text for a number',
    'fortio.json',
    '"Count": 893896',
    '"Count": "many"',
    /fortio\.json:12:14 {2}DurationHistogram\.Count {2}must be a (whole )?number, but is "many"/,
  ],
  [
    'a missing field',
    'fortio.json',
    '"RequestedQPS": "1000",',
    '',
    /RequestedQPS {2}must be text, but is missing/,
  ],
  [
    'milliseconds for seconds',
    'fortio.json',
    '"Sum": 750.87264',
    '"Sum": 750872.64',
    /fortio\.json:15:\d+ {2}DurationHistogram\.Sum {2}must be in seconds, at most 32 threads × 900\.03/,
  ],
  [
    'a call that took longer than its run',
    'fortio.json',
    '"Max": 0.2476',
    '"Max": 1e308',
    /DurationHistogram\.Max {2}must be in seconds and at most what the run took, 900\.03/,
  ],
  [
    'a rate that is not that of the calls',
    'fortio.json',
    '"ActualQPS": 993.18',
    '"ActualQPS": 1993.18',
    /ActualQPS {2}must be the calls of a second, 893896 in 900\.03/,
  ],
  [
    'buckets that do not add up',
    'fortio.json',
    '"Count": 3896',
    '"Count": 3895',
    /must be the sum of the buckets' counts, which is 893895, but is 893896/,
  ],
  [
    'a time of another kind',
    'k6-handle-summary.json',
    '"contains": "time"',
    '"contains": "data"',
    /metrics\.http_req_duration\.contains {2}must be "time", but is "data"/,
  ],
  [
    'passes that are no failures',
    'k6-summary-export.json',
    '"passes": 12, "fails": 5838',
    '"passes": 5838, "fails": 12',
    /must count failed requests as passes/,
  ],
  [
    'percentiles that fall',
    'k6-summary-export.json',
    '"p(95)": 22.067',
    '"p(95)": 2.2',
    /p\(95\) is 2\.2, below p\(90\), which is 16\.144/,
  ],
  [
    'a table in microseconds',
    'wrk2.txt',
    /\b([012])\.(\d{3})(?!\w)/g,
    '$1$2.000',
    /wrk2\.txt:19:1 {2}must be in milliseconds, with 1\.11 at 50 % as the line above says, but has 1108/,
  ],
  [
    'a table with a torn row',
    'wrk2.txt',
    '1.350     0.750000        74950         4.00',
    '....',
    /wrk2\.txt:24:1 {2}must be a row of value, percentile, count/,
  ],
  [
    'output that was cut off',
    'wrk2.txt',
    /#\[Max[^]*/,
    '',
    /must be followed by a line such as "59940 requests in/,
  ],
  [
    'output of wrk',
    'wrk2.txt',
    ' (HdrHistogram - Recorded Latency)',
    '',
    /wrk2\.txt:8:1 {2}must be "Latency Distribution \(HdrHistogram - Recorded Latency\)": this is the output of wrk/,
  ],
  ['JSON that breaks off', 'smp.json', /"actual_QPS"[^]*/, '', /smp\.json:\d+:\d+ {2}is not JSON/],
  [
    'a negative time',
    'smp.json',
    '"p50": 0.7',
    '"p50": -0.7',
    /smp\.json:7:\d+ {2}latencies_ms\.p50 {2}must be at least 0, but is -0\.7/,
  ],
  [
    'a document without results',
    'smp.json',
    'latencies_ms',
    'clients',
    /must have latencies_ms: this document says what to test/,
  ],
  [
    'a fault in YAML',
    'smp-first-form.yaml',
    'p50: 22',
    'p50: fast',
    /smp-first-form\.yaml:14:10 {2}client\.latencies_ms\.p50 {2}must be a number, but is "fast"/,
  ],
])('%s is refused with file, line, value and expectation', (_, name, from, to, message) => {
  expect(refusalOf(() => readImport(changed(name, from, to)))).toMatch(message)
})

test('a file of another tool is refused with the tools that are known', () => {
  expect(refusalOf(() => readImport(fileWith('{"vegeta": 1}')))).toMatch(/of none of the tools/)
  expect(refusalOf(() => readImport(fileWith('Latencies [min, mean, 50]')))).toMatch(/of none of the tools/)
})

test.each([
  [
    'fortio.json',
    'k6-summary-export.json',
    /1:\d+ {2}metrics {2}is of k6, but DurationHistogram is of fortio: nobody/,
  ],
  ['smp.json', 'k6-handle-summary.json', /metrics {2}is of k6, but smp_version is of SMP/],
  ['fortio.json', 'smp.json', /1:\d+ {2}smp_version {2}is of SMP, but DurationHistogram is of fortio/],
])('a file with the fields of %s and of %s is refused, whichever comes first', (one, other, message) => {
  const fieldsOf = (name: string): object => JSON.parse(readFileSync(exchangeFile(name), 'utf8')) as object
  for (const pair of [
    [one, other],
    [other, one],
  ]) {
    const both = Object.assign({}, ...pair.map(fieldsOf)) as object
    expect(refusalOf(() => readImport(fileWith(JSON.stringify(both))))).toMatch(message)
  }
})

test('files of tools with different clocks never stand in one table', () => {
  const files = ['fortio.json', 'fortio-forty-calls.json', 'wrk2.txt', 'smp.json'].map(read)
  const tables = sideBySide(files)
  expect(tables.map(({ rows }) => rows.map(([file]) => file))).toEqual([
    ['fortio.json', 'fortio-forty-calls.json'],
  ])
})

test('the Markdown of one file of each tool is as it was', async () => {
  const files = ['fortio.json', 'k6-summary-export.json', 'wrk2.txt', 'smp.json'].map(read)
  await expect(importMarkdown(files)).toMatchFileSnapshot('../testing/import.golden')
})

test('SMP: a field without a value is as if it were not there', () => {
  const text = 'smp_version: v0.0.1\nid:\nlabels: {}\nlatencies_ms: {min: 2, average: 5, p50: 5, max: 30}\n'
  expect(readImport(fileWith(text, 'smp.yaml'))).toMatchObject({ label: null, meanUs: 5000 })
})
