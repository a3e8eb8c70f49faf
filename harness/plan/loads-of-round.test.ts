import { expect, test } from 'vitest'
import { loadsOfRound, roundsOfLoad, windowsOf } from './loads-of-round.ts'

const light: { name: string; windowsPerBringUp?: number } = { name: 'light' }
const busy = { name: 'busy', windowsPerBringUp: 1 }
const run = { rounds: 5, roundsPerBringUp: 2 }

test('a load with one window a bring-up runs in the last round of each, also where a bring-up is not full', () => {
  const names = Array.from({ length: run.rounds }, (_, round) =>
    loadsOfRound([light, busy], round, run)
      .map(({ name }) => name)
      .join(' '),
  )
  expect(names).toEqual(['light', 'light busy', 'light', 'light busy', 'light busy'])
  expect([light, busy].map((load) => roundsOfLoad(load, run))).toEqual([5, 3])
})

test('a load cannot have more windows than its bring-up has rounds', () => {
  expect(roundsOfLoad({ windowsPerBringUp: 7 }, run)).toBe(5)
  // What a plan and a report tell of it.
  expect([1, 7].map((asked) => windowsOf(asked, run))).toEqual([1, 2])
})
