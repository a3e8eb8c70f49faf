import { expect, test } from 'vitest'
import { bringUpMedians, bringUpsDominate } from './bring-up-spread.ts'
import { seededRandom } from '../numbers/seeded-random.ts'

/** Share of 500 runs of 12 rounds in 4 bring-ups where the rule says that bring-ups dominate. */
function dominatingShare(bringUpDeviation: number): number {
  const random = seededRandom(`spread ${bringUpDeviation}`)
  const bringUps = Array.from({ length: 12 }, (_, round) => Math.floor(round / 3))
  let dominating = 0
  for (let run = 0; run < 500; run++) {
    const luck = Array.from({ length: 4 }, () => bringUpDeviation * random.normal())
    if (
      bringUpsDominate(
        bringUps.map((bringUp) => luck[bringUp]! + random.normal()),
        bringUps,
      )
    )
      dominating++
  }
  return dominating / 500
}

test('the median of each bring-up is taken in order', () => {
  expect(bringUpMedians([1, 2, 30, 10, 20], [0, 0, 0, 4, 4])).toEqual([2, 15])
})

test('bring-ups of equal luck rarely seem to dominate', () => {
  expect(dominatingShare(0)).toBeLessThan(0.08)
})

test('bring-ups whose luck is three times the noise of a round are nearly always found', () => {
  expect(dominatingShare(3)).toBeGreaterThan(0.9)
})

test('without two rounds in any bring-up, or with only one bring-up, nothing is claimed', () => {
  expect(bringUpsDominate([1, 100, 1000], [0, 1, 2])).toBe(false)
  expect(bringUpsDominate([1, 100, 1000], [0, 0, 0])).toBe(false)
})
