import { expect, test } from 'vitest'
import { ALL_METRICS } from '../../stats/metrics.ts'
import { kindInput, syntheticInput } from '../testing/synthetic-input.ts'
import { COLUMNS, columnsOf } from './columns.ts'
import type { LoadView } from './load-view.ts'
import type { Cell, Quantity } from './quantity.ts'
import { rowsOf, type Row } from './row.ts'
import { viewsOf } from './views.ts'

const viewOf = (input = syntheticInput()): LoadView => viewsOf(input).loads[0]!
const cellOf = (view: LoadView, arm: string, key: string): Cell => {
  const row = rowsOf(view).find((one) => one.arm.name === arm && one.kind !== 'pair')!
  return COLUMNS.find((column) => column.key === key)!.cell(row, view)
}
const value = (cell: Cell): number => (cell as Quantity).value

test('every metric that arms are compared by has a column', () => {
  const keys = COLUMNS.map(({ key }) => key)
  for (const [metric] of ALL_METRICS) expect(keys).toContain(metric)
})

test('a load has no column for what it lacks for good; a short run says what it lacks', () => {
  expect(columnsOf(viewOf()).map(({ key }) => key)).not.toContain('connect')
  const quick = viewOf(syntheticInput({ quick: true, rounds: 4 }))
  expect(columnsOf(quick).map(({ key }) => key)).toContain('p99')
  expect(cellOf(quick, 'sidecar', 'p99')).toMatchObject({
    word: 'not measured',
    why: expect.stringContaining('needs 1000 samples') as string,
  })
})

test('an arm, what it is compared with and their difference add up, in every metric', () => {
  const view = viewOf()
  for (const arm of view.treatments)
    for (const metric of view.metrics) {
      const [whole, plain] = [view.level(arm, metric)!, view.level(view.against(arm), metric)!]
      expect(whole - plain).toBeCloseTo(value(cellOf(view, arm.name, metric)), 9)
    }
})

test('the same arm twice is told by its difference alone, which no verdict follows from', () => {
  const view = viewOf()
  const twin: Row = rowsOf(view).find(({ kind }) => kind === 'twin')!
  for (const column of columnsOf(view)) {
    const cell = column.cell(twin, view)
    if (cell.kind === 'quantity') expect(cell.verdict).toBeNull()
  }
  expect(cellOf(view, twin.arm.name, 'per-hop')).toMatchObject({ isDifference: true, remark: 'noise' })
})

test('memory is told for a pod where there are proxies, and for a node', () => {
  const view = viewOf()
  expect(cellOf(view, 'ebpf', 'memory')).toMatchObject({ unit: 'bytes a node' })
  expect(cellOf(view, 'sidecar', 'memory')).toMatchObject({
    unit: 'bytes a pod',
    beside: [{ unit: 'bytes a node' }],
  })
})

test('two control planes are not compared, which is not to say that there are none', () => {
  const view = viewOf(kindInput())
  const pair = rowsOf(view).find(({ kind }) => kind === 'pair')!
  const column = COLUMNS.find(({ key }) => key === 'control-plane')!
  expect(column.cell(pair, view)).toMatchObject({ word: 'not compared' })
})

test('idle CPU of two arms is not compared: one or two windows of each have no interval', () => {
  const view = viewOf()
  const pair = rowsOf(view).find(({ kind }) => kind === 'pair')!
  expect(COLUMNS.find(({ key }) => key === 'idle')!.cell(pair, view)).toMatchObject({ word: 'not compared' })
  expect(value(cellOf(view, 'sidecar', 'idle'))).toBeGreaterThan(0)
})
