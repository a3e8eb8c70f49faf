import { expect, test } from 'vitest'
import { listProblems } from './problems.ts'

test('reasons that differ in their figure only become one with its range, the most frequent first', () => {
  const saturated = (figure: number) => ({
    rule: 'saturated' as const,
    text: 'saturated: the host was {figure} % busy',
    figure,
  })
  const ended = { rule: 'other' as const, text: 'Envoy of cart ended: signal 9', figure: null }
  expect(listProblems([ended, ...[77.9, 98, 84, 84].map(saturated)])).toEqual([
    'saturated: the host was 77.9 to 98 % busy (4×)',
    'Envoy of cart ended: signal 9 (1×)',
  ])
})
