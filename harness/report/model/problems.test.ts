import { expect, test } from 'vitest'
import { listProblems, remedyOf } from './problems.ts'

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

test('the remedy is that of the most frequent reason; a failed trial tells its own', () => {
  const foreign = (figure: number) => ({
    rule: 'foreign programs busy' as const,
    text: 'other programs of this machine used {figure} % of the host',
    figure,
  })
  const ended = { rule: 'other' as const, text: 'Envoy of cart ended: signal 9', figure: null }
  expect(remedyOf([ended, foreign(12), foreign(40)])).toContain('end what else runs on this machine')
  expect(remedyOf([ended, ended, foreign(12)])).toBeNull()
  expect(remedyOf([])).toBeNull()
})
