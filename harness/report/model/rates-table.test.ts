import { expect, test } from 'vitest'
import { bothClocksInput } from '../testing/synthetic-clock.ts'
import { syntheticInput } from '../testing/synthetic-input.ts'
import { markdown } from '../markdown.ts'
import { renderTerminal } from '../terminal.ts'
import { ratesTable } from './rates-table.ts'
import { reportModel } from './report-model.ts'
import { viewsOf } from './views.ts'

const TWO_RATES = {
  loads: [
    { name: 'light', connection: 'keep-alive' as const },
    { name: 'busy', connection: 'keep-alive' as const, pagesPerSecond: 260, windowsPerBringUp: 1 },
  ],
}
const input = bothClocksInput(TWO_RATES)

test('every arm stands at both rates, by both clocks and with its CPU', () => {
  const { heading, columns, rows } = ratesTable(viewsOf(input).loads)!
  expect(heading).toBe('The cost of a hop at both rates')
  expect(columns.map(({ title }) => title)).toEqual([
    'p50, µs a hop',
    'transport, mean µs a hop',
    'CPU / 1000 pages',
  ])
  expect(rows.filter(({ kind }) => kind !== 'pair').map(({ label }) => label)).toEqual([
    'direct',
    'direct (again)',
    'kube-proxy',
    'sidecar',
    'sidecar, mTLS',
    'eBPF (ours)',
  ])
  for (const { lines } of rows)
    expect(lines.map(({ rate }) => rate)).toEqual(['light, 200 pages/s', 'busy, 260 pages/s'])
})

test('pages under way are the rate × the time of a page, of each arm', () => {
  const { rows } = ratesTable(viewsOf(input).loads)!
  const of = (label: string) => rows.find((row) => row.label === label)!.lines.map(({ underWay }) => underWay)
  // 900 µs × 200 and 260 pages/s; 2,700 µs.
  expect(of('direct').map(Number)).toEqual([expect.closeTo(0.18, 1), expect.closeTo(0.23, 1)])
  expect(of('sidecar').map(Number)).toEqual([expect.closeTo(0.54, 1), expect.closeTo(0.7, 1)])
})

test('the answer is that of the light load, and each load has a family of its own', () => {
  const { answer } = reportModel(input, '')
  expect(answer.headline).toContain('At 200 pages/s')
  const one = bothClocksInput()
  expect(input.analysis.familySize).toBe(one.analysis.familySize)
  expect(input.analysis.comparisons.filter(({ load }) => load === 'busy')).toHaveLength(
    input.analysis.comparisons.filter(({ load }) => load === 'light').length,
  )
  expect(input.analysis.comparisons.find(({ load }) => load === 'busy')).toMatchObject({
    bringUps: 12,
    rounds: 12,
  })
})

test('the Markdown has the table before the figures of each load, and the terminal a line for the further rate', () => {
  const text = markdown(reportModel(input, ''))
  expect(text.indexOf('## The cost of a hop at both rates')).toBeLessThan(text.indexOf('## light'))
  expect(text).toMatch(/\| \*\*sidecar\*\* against kube-proxy \| light, 200 pages\/s \| 0\.5\d \| \+\d+/)
  const lines = renderTerminal(input).split('\n')
  expect(lines.length).toBeLessThanOrEqual(22)
  expect(
    lines.filter((line) => /^ {4}at 260 pages\/s: .* transport .* CPU /.test(line)).length,
  ).toBeGreaterThan(3)
})

test('one rate, or a second load with other connections, needs no such table', () => {
  expect(ratesTable(viewsOf(syntheticInput()).loads)).toBeNull()
  const fresh = syntheticInput({
    loads: [
      { name: 'kept', connection: 'keep-alive' },
      { name: 'fresh', connection: 'per-request' },
    ],
  })
  expect(ratesTable(viewsOf(fresh).loads)).toBeNull()
})

test('a run that left its second rate out says so before any figure', () => {
  const { leftOut } = reportModel(syntheticInput({ loadsLeftOut: [{ name: 'busy', why: 'time' }] }), '')
  expect(leftOut).toEqual([
    'The load “busy” was left out: a second rate would have taken too long here. Costs are known at one rate.',
  ])
})
