import { expect, test } from 'vitest'
import { attachedCosts, type SaturatedTurn } from './clock-attached.ts'

/** A group in a machine that grows slower; the clock takes 5 %. */
const group = (number: number): SaturatedTurn[] =>
  [true, false, false, true].map((attached, place) => ({
    ...{ arm: 'direct', bringUp: 0, group: number, attached },
    segmentsPerSecond: (attached ? 9500 : 10_000) - 100 * place,
  }))

test('a drift of the machine is in no difference', () => {
  const [cost] = attachedCosts([group(0), group(1), group(2)].flat())
  expect(cost).toMatchObject({ arm: 'direct', groups: 3 })
  expect(cost!.share.middle).toBeCloseTo(-0.05, 2)
  expect(cost!.share.half).toBeCloseTo(0, 9)
})

test('a group that lacks a turn does not count', () => {
  const turns = [group(0), group(1), group(2), group(3)].flat().slice(1)
  expect(attachedCosts(turns)[0]!.groups).toBe(3)
})
