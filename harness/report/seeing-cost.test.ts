import { expect, test } from 'vitest'
import { markdown } from './markdown.ts'
import { reportModel } from './model/report-model.ts'
import { renderReport } from './render-report.ts'
import { syntheticInput } from './testing/synthetic-input.ts'

const PROXY = { p50Us: 2700, appCpuUs: 600, proxies: 4, proxyBytes: 108e6, datapath: 'sidecar' }
const ARMS = [
  { name: 'direct', role: 'baseline' as const },
  { name: 'direct-twin', role: 'twin' as const, datapath: 'direct' },
  { name: 'ebpf-nothing', datapath: 'ebpf', seeing: 'nothing' as const, p50Us: 905 },
  { name: 'ebpf', p50Us: 912, seen: { perPage: 2, bytes: 64, lost: 0 } },
  { ...PROXY, name: 'sidecar', proxyCpuUs: 1900 },
  {
    ...{ ...PROXY, name: 'sidecar-requests', seeing: 'requests' as const },
    ...{ p50Us: 3100, proxyCpuUs: 2400, seen: { perPage: 6, bytes: 420, lost: 3 } },
  },
]
const input = syntheticInput({
  arms: ARMS,
  trialNoise: 0.005,
  bringUpNoise: 0.005,
  loads: [
    { name: 'kept', connection: 'keep-alive' },
    { name: 'new', connection: 'per-request' },
  ],
})

test('each arm that makes something visible stands against the same datapath that makes nothing visible, under every load', () => {
  const { columns, rows } = reportModel(input, '').seeingCost!
  expect(rows.map((row) => row.slice(0, 3))).toEqual([
    ['sidecar-requests against sidecar', 'requests, by an access log', 'kept, 200 pages/s'],
    ['sidecar-requests against sidecar', 'requests, by an access log', 'new, 200 pages/s'],
    ['ebpf (ours) against ebpf-nothing (ours)', 'connections', 'kept, 200 pages/s'],
    ['ebpf (ours) against ebpf-nothing (ours)', 'connections', 'new, 200 pages/s'],
  ])
  const cell = (row: number, column: string) => rows[row]![columns.indexOf(column)]!
  // 400 µs of a page with three hops; 3.1 of 2.7 ms; 500 µs of CPU.
  expect(cell(0, 'added p50')).toMatch(/^\+1[23]\d µs a hop \[1[123]\d, 1[234]\d\]$/)
  expect(cell(0, 'p50, times')).toMatch(/^×1\.1 /)
  expect(cell(0, 'CPU of 1000 pages')).toMatch(/^\+0\.(4|5)\d s \[0\.\d\d, 0\.\d\d\] ×1\.2 /)
  expect(cell(0, 'bytes an event')).toBe('420')
  // 24 windows of 200 pages with six lines each.
  expect(cell(0, 'events')).toBe('28,800 lines')
  expect(cell(0, 'lost')).toBe('72')
  expect(cell(2, 'added p50')).toMatch(/equivalent|not resolved/)
  expect(cell(2, 'events')).toBe('9,600 connection events')
  expect(cell(2, 'lost')).toBe('0')
})

test('the cost of an access log is not in what a sidecar is said to cost', () => {
  expect(input.run.arms.find(({ name }) => name === 'sidecar-requests')!.against).toBe('sidecar')
  expect(input.run.comparisons).not.toContainEqual(
    expect.objectContaining({ arm: 'sidecar-requests', against: 'direct' }),
  )
})

test('page and Markdown have the table; a run that was not asked to see has none', async () => {
  expect(markdown(reportModel(input, ''))).toMatch(
    /## What seeing costs\n\n.*\n\n\| datapath \| makes visible/,
  )
  const files = await renderReport(input, '')
  expect(files.find(({ name }) => name === 'index.html')!.content).toContain('<h2>What seeing costs</h2>')
  const plain = syntheticInput()
  expect(reportModel(plain, '').seeingCost).toBeNull()
  expect(markdown(reportModel(plain, ''))).not.toContain('seeing')
})

test('an older run, which did not count what it saw, says so and has the cost', () => {
  const older = structuredClone({ ...input, run: input.run, analysis: input.analysis })
  for (const comparison of older.run.comparisons) if (comparison.why === 'seeing') comparison.why = 'flows'
  for (const arm of older.run.arms) delete arm.seeing
  for (const summary of older.analysis.arms) delete summary.seen
  const { columns, rows } = reportModel(older, '').seeingCost!
  const row = rows.find(([name]) => name!.startsWith('ebpf'))!
  expect(row[columns.indexOf('makes visible')]).toBe('connections')
  expect(row[columns.indexOf('events')]).toBe('not measured: older runs did not count it')
})
