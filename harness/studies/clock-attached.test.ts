import { expect, test } from 'vitest'
import { attachedCosts, type SaturatedWindow } from './clock-attached.ts'

/** A group of four windows in a machine that grows slower; the clock takes 5 % of the pages and 10 µs a page. */
const group = (number: number): SaturatedWindow[] =>
  [true, false, false, true].map((attached, place) => ({
    ...{ arm: 'direct', bringUp: 0, group: number, attached },
    pagesPerSecond: (attached ? 950 : 1000) - 10 * place,
    busyUsPerPage: (attached ? 210 : 200) + number,
  }))

test('a drift of the machine is in no difference', () => {
  const [cost] = attachedCosts([group(0), group(1), group(2)].flat())
  expect(cost).toMatchObject({ arm: 'direct', groups: 3 })
  expect(cost!.pagesPerSecond.middle).toBeCloseTo(-0.05, 2)
  expect(cost!.busyUsPerPage.middle).toBeCloseTo(10, 9)
  expect(cost!.busyUsPerPage.half).toBeCloseTo(0, 9)
})

test('a group that lacks a window does not count', () => {
  const windows = [group(0), group(1), group(2), group(3)].flat().slice(1)
  expect(attachedCosts(windows)[0]!.groups).toBe(3)
})
