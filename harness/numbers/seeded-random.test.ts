import { expect, test } from 'vitest'
import { seededRandom } from './seeded-random.ts'

test('a seed keeps its sequence, so that an old run can be planned again', () => {
  const random = seededRandom('hopbench')
  expect([random.next(), random.next(), random.next()]).toEqual([
    0.6192930887918919, 0.18026559124700725, 0.03587918938137591,
  ])
})

test('draws are spread evenly over [0, 1)', () => {
  const random = seededRandom('uniform')
  const bins = new Array<number>(10).fill(0)
  for (let draw = 0; draw < 10_000; draw++) bins[Math.floor(random.next() * 10)]!++
  for (const bin of bins) expect(Math.abs(bin - 1000)).toBeLessThan(120) // four standard deviations
})

test('normal draws have mean 0 and deviation 1', () => {
  const random = seededRandom('normal')
  const draws = Array.from({ length: 10_000 }, () => random.normal())
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
  const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length
  expect(Math.abs(mean)).toBeLessThan(0.04)
  expect(Math.abs(variance - 1)).toBeLessThan(0.06)
})

test('a shuffle keeps every item, leaves its input alone and reaches every order', () => {
  const random = seededRandom('shuffle')
  const items = ['a', 'b', 'c']
  const orders = new Set(Array.from({ length: 200 }, () => random.shuffled(items).join('')))
  expect(orders.size).toBe(6)
  expect(items).toEqual(['a', 'b', 'c'])
})
