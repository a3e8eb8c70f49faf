/** Files in which one figure was changed, so that it contradicts another; and files that only look as if they did. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { changed, exchangeFile, fileWith, refusalOf } from '../testing/exchange-file.ts'
import { readImport } from './read-import.ts'

const FORTIO = 'fortio.json'
const K6 = 'k6-summary-export.json'
const NESTED = 'k6-handle-summary.json'
const WRK2 = 'wrk2.txt'

test.each<[string, string, string | RegExp, string, RegExp]>([
  [
    'more codes than calls',
    FORTIO,
    '"200": 893890',
    '"200": 900000',
    /:33:15 {2}RetCodes {2}must have a code of each call, 893896 by DurationHistogram\.Count, but has 900006/,
  ],
  [
    'an average that is not Sum ÷ Count',
    FORTIO,
    '"Avg": 0.00084',
    '"Avg": 0.084',
    /:16:12 {2}DurationHistogram\.Avg {2}must be Sum ÷ Count, which is 0\.00084, but is 0\.084/,
  ],
  [
    'more failed calls than calls',
    FORTIO,
    '"Count": 6,',
    '"Count": 99999999,',
    /:27:41 {2}ErrorsDurationHistogram\.Count {2}must be at most all calls, 893896 by .*, but is 99999999/,
  ],
  [
    'more failed calls than codes of failure',
    FORTIO,
    '"Count": 6,',
    '"Count": 7,',
    /ErrorsDurationHistogram\.Count {2}must be the calls that failed by RetCodes, 6, but is 7/,
  ],
  [
    'a slowest call beyond the last bucket',
    FORTIO,
    '"Max": 0.2476',
    '"Max": 0.3',
    /DurationHistogram\.Max {2}must lie in the last bucket, from 0\.01 to 0\.2476, but is 0\.3/,
  ],
  [
    'an average above the slowest request',
    K6,
    '"avg": 9.7167',
    '"avg": 970',
    /:4:26 {2}metrics\.http_req_duration {2}must have avg between min and max, but max is 107\.786, below avg, which is 970/,
  ],
  [
    'a median above the p90',
    K6,
    '"med": 7.655',
    '"med": 17.655',
    /must grow from min to max, but p\(90\) is 16\.144, below med, which is 17\.655/,
  ],
  [
    'rates of two lengths of the test',
    K6,
    '"http_reqs": { "count": 5850, "rate": 97.5',
    '"http_reqs": { "count": 5850, "rate": 0.0975',
    /:16:44 {2}metrics\.iterations\.rate {2}must be 5850 ÷ 60000 s, the time by http_reqs, but is 97\.5/,
  ],
  [
    'a rate of nothing',
    K6,
    '"http_reqs": { "count": 5850, "rate": 97.5',
    '"http_reqs": { "count": 5850, "rate": 0',
    /metrics\.http_reqs\.rate {2}must be 5850 ÷ 60 s, the time by iterations, but is 0/,
  ],
  [
    'a duration that is not that of the rates',
    NESTED,
    '60012.5',
    '6001.25',
    /metrics\.http_reqs\.values\.rate {2}must be 5850 ÷ 6\.00125 s, the time by the duration of the test, but is 97\.48/,
  ],
  [
    'half a request',
    K6,
    '"http_reqs": { "count": 5850,',
    '"http_reqs": { "count": 5850.5,',
    /:15:29 {2}metrics\.http_reqs\.count {2}must be a whole number, but is 5850\.5/,
  ],
  [
    'more judged requests than requests',
    K6,
    '"passes": 12, "fails": 5838',
    '"passes": 24, "fails": 11676',
    /metrics\.http_req_failed {2}must count each request once, 5850 by http_reqs, but passes \+ fails is 11700/,
  ],
  [
    'fewer timed requests than requests',
    NESTED,
    '"count": 5850\n',
    '"count": 585\n',
    /metrics\.http_req_duration\.values\.count {2}must be the requests, 5850 by http_reqs, but is 585/,
  ],
  [
    'no requests at a rate',
    WRK2,
    '119956 requests',
    '0 requests',
    /:34:1 {2}must have the requests of Requests\/sec, 1999\.21 × 60 s, but has 0\n.*:34:1 {2}must have at least the 99900 requests of the table, but has 0/,
  ],
  [
    'a rate that is not that of the requests',
    WRK2,
    'Requests/sec:   1999.21',
    'Requests/sec:   2019.21',
    /:34:1 {2}must have the requests of Requests\/sec, 2019\.21 × 60 s, but has 119956/,
  ],
  [
    'more bad responses than requests',
    WRK2,
    'responses: 12',
    'responses: 120000',
    /:34:1 {2}must have at least the 120000 non-2xx responses, but has 119956/,
  ],
  [
    'a line below the one above it',
    WRK2,
    '90.000%    1.61ms',
    '90.000%    0.61ms',
    /:11:1 {2}must grow with the share, but in ms 90 % is 0\.61, below 75 %, which is 1\.35\n.*:11:1 {2}must be from 1\.611 to 1\.611 ms/,
  ],
  [
    'a line that is not in the table',
    WRK2,
    '90.000%    1.61ms',
    '90.000%    1.58ms',
    /:11:1 {2}must be from 1\.611 to 1\.611 ms, where the table has call 89910 of 99900, but is 1\.58 ms/,
  ],
  [
    'a line between two rows in which it cannot be',
    WRK2,
    '99.900%    2.34ms',
    '99.900%    2.40ms',
    /:13:1 {2}must be from 2\.145 to 2\.343 ms, where the table has call 99800 of 99900, but is 2\.4 ms/,
  ],
  [
    'lines that fall, without a table',
    WRK2,
    /90\.000% {4}1\.61ms([^]*?)\n +Detailed Percentile[^]*?-{9,}\n/,
    '90.000%    0.61ms$1',
    /:11:1 {2}must grow with the share/,
  ],
  [
    'more calls than the last row counts',
    WRK2,
    'Total count    =        99900',
    'Total count    =       199900',
    /:31:1 {2}must have the count of the last row, 99900, as Total count, but has 199900/,
  ],
  [
    'a mean beyond all rows',
    'hdr-percentiles.txt',
    '1287.159',
    '1287159.000',
    /:13:1 {2}must have a Mean that lies in the rows, from 314 to 201983, but has 1287159/,
  ],
  [
    'a maximum that is not the last row',
    'hdr-percentiles.txt',
    'Max     =   201983.000',
    'Max     =   301983.000',
    /:14:1 {2}must have the value of the last row, 201983, as Max, but has 301983/,
  ],
  [
    'an end before the start',
    'smp.json',
    '"end_time": "2026-06-26T21:54:17Z"',
    '"end_time": "2026-06-26T20:54:17Z"',
    /:6:15 {2}end_time {2}must not be before the start, 2026-06-26T21:39:17Z, but is 2026-06-26T20:54:17Z/,
  ],
  [
    'an end before the start, in YAML',
    'smp-first-form.yaml',
    "end_time: '2026",
    "end_time: '2025",
    /:3:11 {2}end_time {2}must not be before the start/,
  ],
  [
    'an average above the slowest call',
    'smp.json',
    '"average": 0.84',
    '"average": 840',
    /:7:19 {2}latencies_ms {2}must have average between min and max, but max is 247\.6, below average, which is 840/,
  ],
])('%s: the file is refused with its place and both figures', (_, name, from, to, message) => {
  expect(refusalOf(() => readImport(changed(name, from, to)))).toMatch(message)
})

test.each(readdirSync(dirname(exchangeFile(FORTIO))))('%s contradicts itself nowhere', (name) => {
  expect(readImport(exchangeFile(name), 'us').percentiles).not.toEqual([])
})

test('fortio counts a failed call of -grpc-method twice among its codes; hopbench counts the call once', () => {
  const file = changed(FORTIO, '"200": 893890, "503": 6', '"SERVING": 893890, "ERROR": 12')
  expect(readImport(file)).toMatchObject({
    ...{ done: 893_896, failed: 6 },
    codes: [
      { code: 'SERVING', calls: 893_890 },
      { code: 'ERROR', calls: 6 },
    ],
  })
})

test('k6: an average may miss the only time that there was by its last digits', () => {
  const file = changed(NESTED, /"avg": 9.7167,[^]*"p\(99\)": 31.5/, '"avg": 0.30000000000000004, "max": 0.3')
  expect(readImport(file).maxUs).toBe(300)
})

test('wrk2: a line is that of the nearest call, which the row of a share may lie behind', () => {
  const rows = ['0.100 0 1 1', '0.100 0.5 2 2', '9.000 0.75 3 4', '9.000 1 3']
  const text = readFileSync(exchangeFile(WRK2), 'utf8')
    .replace(/( 50\.000%)[^]*?\n\n/, '$1 100.00us\n 75.000% 100.00us\n 90.000% 9.00ms\n\n')
    .replace(
      / {7}0\.212[^]*?#\[Mean[^]*?, (Std[^]*?)\n#\[Max .*\n/,
      `${rows.join('\n')}\n#[Mean = 3.067, $1\n#[Max = 8.999, Total count = 3]\n`,
    )
  // The second call of three is the nearest to 75 %, but no row has 75 % of three calls before the third.
  expect(readImport(fileWith(text, WRK2))).toMatchObject({ timed: 3, maxUs: 8999 })
})
