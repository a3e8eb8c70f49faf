import { expect, test } from 'vitest'
import { armOrders, type OrderInput } from './arm-order.ts'

const INPUT: OrderInput = {
  arms: ['direct', 'direct-again', 'ebpf', 'sidecar'].map((name) => ({ name })),
  groups: undefined,
  ...{ rounds: 20, roundsPerBringUp: 2, bringUps: 10, seed: 'order' },
}
const WITH_PLANTED = { ...INPUT, arms: [...INPUT.arms, { name: 'planted', planted: [] }] }

test('an arm with planted effects is measured in one round of each bring-up, in the first as often as in the second', () => {
  const { order } = armOrders(WITH_PLANTED)
  const rounds = order.flatMap((row, round) => (row.includes('planted') ? [round] : []))
  expect(rounds).toEqual([0, 3, 4, 7, 8, 11, 12, 15, 16, 19])
})

test('it stands at each place equally often, and the others keep their order', () => {
  const { order, raiseOrder } = armOrders(WITH_PLANTED)
  const plain = armOrders(INPUT)
  const without = (rows: string[][]) => rows.map((row) => row.filter((name) => name !== 'planted'))
  expect(without(order)).toEqual(plain.order)
  expect(without(raiseOrder)).toEqual(plain.raiseOrder)
  for (const rows of [order, raiseOrder]) {
    const places = rows.flatMap((row) => (row.includes('planted') ? [row.indexOf('planted')] : []))
    expect(places.toSorted((a, b) => a - b)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4])
  }
})

test('where each round has its own bring-up, every round measures it', () => {
  const { order } = armOrders({ ...WITH_PLANTED, roundsPerBringUp: 1, bringUps: 20 })
  expect(order.every((row) => row.includes('planted'))).toBe(true)
})
