import { expect, test } from 'vitest'
import { problemWords } from './problems.ts'

test('reasons that differ in numbers only become one with their range, the most frequent first', () => {
  const problems = {
    'Envoy of cart ended: signal 9': 1,
    'saturated: the host was 77.9 % busy': 1,
    'saturated: the host was 98.0 % busy': 1,
    'saturated: the host was 84.0 % busy': 2,
  }
  expect(problemWords(problems)).toEqual([
    'saturated: the host was 77.9 to 98.0 % busy (4×)',
    'Envoy of cart ended: signal 9 (1×)',
  ])
})
