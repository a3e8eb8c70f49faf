import { expect, test } from 'vitest'
import { quantity, word } from './quantity.ts'
import { cellText, lineOf, rangeText } from './quantity-text.ts'

const added = quantity('µs a hop', 600, {
  isDifference: true,
  interval: { low: 577, high: 627, confidence: 0.9917 },
  verdict: 'higher',
})

test('a difference carries its sign, its unit and its interval, which names its confidence', () => {
  expect(cellText(added)).toMatchObject({
    main: '+600',
    unit: ' µs a hop',
    interval: '[577, 627]',
    basis: 'at 99.2 %'.replace(' %', '\u00a0%'),
    note: 'higher',
    tone: 'found',
  })
  expect(lineOf(added)).toBe('+600 µs a hop [577, 627]')
})

test('an interval of a few rounds is no interval of confidence, and does not look like one', () => {
  const rounds = quantity('pages/s', 9558, { interval: { low: 9110, high: 9697, ofRounds: 3 } })
  expect(cellText(rounds)).toMatchObject({ interval: '9,110 to 9,697', basis: 'in 3 rounds', tone: 'plain' })
})

test('what is not resolved is unsure, and has a range to be told by', () => {
  const unsure = {
    ...added,
    value: 1.7,
    interval: { low: -19, high: 12, confidence: 0.95 },
    verdict: 'not resolved' as const,
  }
  expect(cellText(unsure).tone).toBe('unsure')
  expect(rangeText(unsure)).toBe('−19 to +12 µs a hop')
})

test('what stands beside a figure is told in the same way; intervals can be left out', () => {
  const ratio = quantity('times', 4.1, { interval: { low: 3.6, high: 5.6, confidence: 0.95 } })
  const cpu = quantity('CPU-s', 1.81, {
    isDifference: true,
    interval: { low: 1.68, high: 2, confidence: 0.95 },
    beside: [ratio],
  })
  expect(lineOf(cpu)).toBe('+1.81 s [1.68, 2.00] ×4.1 [3.6, 5.6]')
  expect(lineOf(cpu, { withIntervals: false })).toBe('+1.81 s ×4.1')
})

test('a word stands where there is no number, with its reason and without a unit', () => {
  expect(cellText(word('not measured', 'kernel tables'))).toMatchObject({
    main: 'not measured',
    unit: '',
    interval: null,
    note: 'kernel tables',
    tone: 'word',
  })
})
