import { expect, test } from 'vitest'
import { armOrders } from './arm-order.ts'
import { sidesTogether } from './sides-together.ts'

const alone = (name: string) => ({ name, datapath: 'direct' })
const sides = (name: string) => [
  { name: `${name}-base`, datapath: name, version: { side: 'base' as const, title: 'main' } },
  {
    ...{ name: `${name}-head`, datapath: name, against: `${name}-base` },
    version: { side: 'head' as const, title: 'working copy' },
  },
]
const ARMS = [alone('direct'), alone('direct-again'), ...sides('ebpf'), ...sides('direct')]

test('both sides of a datapath come one after the other in every round, each of them first in every second', () => {
  const groups = sidesTogether(ARMS)
  expect(groups).toEqual([
    ['direct', 'direct-again'],
    ['ebpf-base', 'ebpf-head'],
    ['direct-base', 'direct-head'],
  ])
  const { order } = armOrders({
    ...{ arms: ARMS, groups, rounds: 20, roundsPerBringUp: 1, bringUps: 20, seed: 'gate' },
  })
  const distances = order.map((round) => round.indexOf('ebpf-head') - round.indexOf('ebpf-base'))
  expect(distances.every((distance) => Math.abs(distance) === 1)).toBe(true)
  expect(distances.filter((distance) => distance > 0)).toHaveLength(10)
})

test('arms of a run without sides have no groups', () => {
  expect(sidesTogether([alone('direct'), alone('direct-again')])).toBeUndefined()
})
