import { expect, test } from 'vitest'
import { waterfallOf, type WaterfallPage } from '../model/clock/waterfall.ts'
import { viewsOf } from '../model/views.ts'
import { bothClocksInput, fanOutInput } from '../testing/synthetic-clock.ts'
import { labelWidth, lanesOf } from './waterfall-lanes.ts'

const LEFT = 60
const pageOf = (input = bothClocksInput(), arm = 'sidecar'): WaterfallPage =>
  waterfallOf(viewsOf(input).loads[0]!, 'median')!.pages.find((page) => page.arm.name === arm)!

test('a chain of calls becomes a staircase, with a name left of each call', () => {
  const lanes = lanesOf(pageOf().calls, LEFT, 0.25)
  expect(lanes.map(({ call, line }) => [call.name, line])).toEqual([
    ['client', 0],
    ['front', 1],
    ['middle', 2],
    ['back', 3],
  ])
  expect(lanes.map(({ label }) => label?.anchor)).toEqual(['end', 'end', 'end', 'end'])
})

test('calls at the same time have lines of their own, calls one after the other share a line', () => {
  const lanes = lanesOf(pageOf(fanOutInput()).calls, LEFT, 0.25)
  const line = (name: string) => lanes.find(({ call }) => call.name === name)!.line
  expect(line('catalog')).not.toBe(line('cart'))
  expect(line('payment')).toBe(line('shipping'))
  expect(line('frontend')).toBe(line('checkout'))
})

test.each([0.25, 0.08, 0.02])('names never lie on a call of their line, at %f px a µs', (pxPerUs) => {
  const lanes = lanesOf(pageOf(fanOutInput()).calls, LEFT, pxPerUs)
  for (const { call, line, label } of lanes) {
    if (label === null) continue
    const width = labelWidth(call.name) - 5
    const [from, to] = label.anchor === 'end' ? [label.x - width, label.x] : [label.x, label.x + width]
    expect(from).toBeGreaterThanOrEqual(0)
    for (const other of lanes.filter((one) => one.line === line))
      expect(to <= LEFT + other.call.fromUs * pxPerUs || from >= LEFT + other.call.toUs * pxPerUs).toBe(true)
  }
})
