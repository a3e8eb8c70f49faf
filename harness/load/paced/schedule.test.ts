import { expect, test } from 'vitest'
import { dueTimes } from './schedule.ts'

const until = (endMs: number, ...schedule: Parameters<typeof dueTimes>) => {
  const dues: number[] = []
  for (const due of dueTimes(...schedule)) {
    if (due >= endMs) return dues
    dues.push(due)
  }
  return dues
}

test('a seed gives the same schedule again, another seed another one', () => {
  expect(until(1000, 200, 500, 'a')).toEqual(until(1000, 200, 500, 'a'))
  expect(until(1000, 200, 500, 'a')).not.toEqual(until(1000, 200, 500, 'b'))
})

test.each([1, 37, 200, 5000])('at %i pages/s a second has so many pages, whatever the seed', (rate) => {
  for (const seed of ['a', 'b', 'c']) {
    const dues = until(1000, rate, 250, seed)
    expect(dues.filter((due) => due >= 0)).toHaveLength(rate)
    expect(dues.filter((due) => due < 0)).toHaveLength(Math.floor(rate / 4))
  }
})

test('a page is due within a tenth of the interval of its regular time, evenly distributed', () => {
  const intervalMs = 5
  const offsets = until(10_000, 200, 0, 'seed').map((due, page) => due / intervalMs - page - 0.5)
  expect(Math.max(...offsets.map(Math.abs))).toBeLessThanOrEqual(0.1)
  expect(Math.max(...offsets)).toBeGreaterThan(0.09)
  expect(Math.min(...offsets)).toBeLessThan(-0.09)
})
