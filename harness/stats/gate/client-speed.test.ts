import { expect, test } from 'vitest'
import { mean, variance } from '../../numbers/mean.ts'
import { seededRandom } from '../../numbers/seeded-random.ts'
import { NO_FIT, trimmedInterval } from '../trimmed-interval.ts'
import { atSameSpeed } from './client-speed.ts'

interface Machine {
  /** Standard deviation of the speed between two windows that touch, and what each figure has of its own; shares. */
  speed: number
  own: number
}

/** Changes of a figure of 100 and of a client of 25, on a machine whose speed both follow. */
function changes(
  random: ReturnType<typeof seededRandom>,
  { speed, own }: Machine,
  effect = 0,
  bringUps = 20,
) {
  const windows = Array.from({ length: bringUps }, () => {
    const faster = speed * random.normal()
    return {
      figure: 100 * (effect + faster + own * random.normal()),
      client: 25 * (faster + own * random.normal()),
    }
  })
  return [windows.map(({ figure }) => figure), windows.map(({ client }) => client)] as const
}

test('what goes with the speed of the machine is taken off', () => {
  expect(atSameSpeed([8, -4, 2], [2, -1, 0.5]).changes).toEqual([0, 0, 0])
})

test('what both sides differ by stays, where the machine was as fast for both on the whole', () => {
  expect(atSameSpeed([11, 9, 10], [0.5, -0.5, 0]).changes).toEqual([10, 10, 10])
})

test('a client that never changed takes nothing off', () => {
  expect(atSameSpeed([1, 2, 3], [0, 0, 0])).toEqual({ changes: [1, 2, 3], fit: NO_FIT })
})

test('on a machine whose speed changes the spread is less than half as wide; elsewhere hardly anything is lost', () => {
  const random = seededRandom('speed')
  const spread = (machine: Machine) => {
    const runs = Array.from({ length: 300 }, () => changes(random, machine))
    const of = (values: number[][]) => Math.sqrt(mean(values.map((one) => variance(one))))
    return (
      of(runs.map(([own, client]) => atSameSpeed(own, client).changes)) / of(runs.map(([own]) => [...own]))
    )
  }
  expect(spread({ speed: 0.2, own: 0.06 })).toBeLessThan(0.5)
  expect(spread({ speed: 0, own: 0.06 })).toBeLessThan(1.02)
})

test.each([20, 6])(
  'the interval holds the true change as often as it promises, in %i bring-ups',
  (bringUps) => {
    const random = seededRandom(`coverage ${bringUps}`)
    const RUNS = 3000
    const covered = Array.from({ length: RUNS }, () => {
      const [own, client] = changes(random, { speed: 0.15, own: 0.05 }, 0.1, bringUps)
      const { changes: told, fit } = atSameSpeed(own, client)
      const { low, high } = trimmedInterval(told, 0.99, fit)!
      return low <= 10 && high >= 10
    }).filter(Boolean)
    // Two standard errors below what is promised, and the error of the slope, which no degree of freedom pays for in few bring-ups.
    expect(covered.length / RUNS).toBeGreaterThan(bringUps === 20 ? 0.985 : 0.98)
  },
)
