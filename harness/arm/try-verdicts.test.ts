import { expect, test } from 'vitest'
import type { MadeTry } from '../flows/attempts-made.ts'
import type { VerdictCell } from '../results/verdicts.ts'
import { tryVerdicts } from './try-verdicts.ts'

const cell = (to: string, outcome: VerdictCell['expected']['outcome'], more: Partial<VerdictCell> = {}) => ({
  ...{ from: 'client', to, port: 8080, served: 'http', request: { method: 'GET', path: '/' } },
  ...{ expected: { outcome, by: [] }, together: { outcome, by: [] }, compiled: null, tries: [] },
  ...more,
}) as VerdictCell
const made = (face: MadeTry['outcome']['face'], status: number | null = null): MadeTry => ({
  ...{ at: '2026-11-28T00:00:00.000Z', tookMs: 1 },
  outcome: { face, status, code: null },
})
const ANSWERED = made('answered', 200)
const TIME_OUT = made('time-out')

/** Tries cells that end as told, one answer after the other; the last one again and again. */
function wire(answers: Record<string, MadeTry[]>) {
  const asked: string[][] = []
  return {
    asked,
    tryCells: (cells: readonly VerdictCell[]) => {
      asked.push(cells.map(({ to }) => to))
      return Promise.resolve(
        cells.map(({ to }) => (answers[to]!.length > 1 ? answers[to]!.shift()! : answers[to]![0]!)),
      )
    },
  }
}

test('one denial and one allowance are tried before all others', async () => {
  const { asked, tryCells } = wire({ a: [ANSWERED], b: [ANSWERED], c: [TIME_OUT], d: [TIME_OUT] })
  const cells = [cell('a', 'allowed'), cell('b', 'allowed'), cell('c', 'dropped'), cell('d', 'dropped')]
  expect(await tryVerdicts(cells, tryCells)).toEqual(['denied', 'allowed'])
  expect(asked).toEqual([
    ['c', 'a'],
    ['b', 'd'],
  ])
})

test('what deviates is tried again, and the first result stays', async () => {
  const { asked, tryCells } = wire({ a: [ANSWERED], b: [TIME_OUT, ANSWERED], c: [ANSWERED] })
  const cells = [cell('a', 'allowed'), cell('b', 'allowed'), cell('c', '403')]
  // The known denial was answered, so nothing shows that this datapath denies anything.
  expect(await tryVerdicts(cells, tryCells)).toEqual(['allowed'])
  expect(asked).toEqual([['c', 'a'], ['b'], ['b', 'c'], ['c']])
  expect(cells.map(({ tries }) => tries)).toEqual([[ANSWERED], [TIME_OUT, ANSWERED], [ANSWERED, ANSWERED, ANSWERED]])
})

test('cells that cannot be told apart on the wire are not tried', async () => {
  const { asked, tryCells } = wire({ a: [ANSWERED] })
  const left = cell('b', 'allowed', { notTried: 'both end alike' })
  expect(await tryVerdicts([cell('a', 'allowed'), left], tryCells)).toEqual(['allowed'])
  expect(asked).toEqual([['a']])
  expect(left.tries).toEqual([])
})
