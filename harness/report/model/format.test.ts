import { expect, test } from 'vitest'
import {
  bytes,
  count,
  cpuSeconds,
  date,
  factor,
  interval,
  percent,
  signedMicroseconds,
  signedTime,
  time,
} from './format.ts'

test('differences carry a sign, a true minus, and none at zero', () => {
  expect([605.4, -4.21, 9.96, 0.04, -0.04, 12_345].map(signedMicroseconds)).toEqual([
    '+605',
    '−4.2',
    '+10',
    '0',
    '0',
    '+12,345',
  ])
})

test('times of a page change from µs to ms', () => {
  expect([12, 850, 4213, 12_345].map(time)).toEqual(['12 µs', '850 µs', '4.21 ms', '12.3 ms'])
  expect(signedTime(-1500)).toBe('−1.50 ms')
})

test('CPU-seconds bear two digits after the point, three below a tenth', () => {
  expect([2.264, 0.0412, 48.62, 0, -0.0001].map(cpuSeconds)).toEqual(['2.26', '0.041', '48.6', '0', '0'])
})

test('a factor near one keeps two decimals so that it does not feign equality', () => {
  expect([3.41, 1.04, 0.99, 12.4].map(factor)).toEqual(['×3.4', '×1.04', '×0.99', '×12'])
})

test('a share that is there is never 0 %', () => {
  expect([0, 0.00001, 0.0012, 0.034, 0.58].map(percent).map((text) => text.replace('\u00a0', ' '))).toEqual([
    '0 %',
    'under 0.01 %',
    '0.12 %',
    '3.4 %',
    '58 %',
  ])
})

test('next to a whole a share keeps its digit: 99.9 % is not 100 %', () => {
  expect([0.99, 0.9917, 0.999, 0.99999, 1].map(percent).map((text) => text.replace('\u00a0', ' '))).toEqual([
    '99 %',
    '99.2 %',
    '99.9 %',
    '99.9 %',
    '100 %',
  ])
})

test('bytes are decimal', () => {
  expect([0, 1200, 200_000, 27.4e6, 2.5e9].map(bytes)).toEqual(['0 MB', '1 kB', '0.2 MB', '27 MB', '2.50 GB'])
})

test('an interval that could not be had is no bracket', () => {
  expect(interval(null, count)).toBe('no interval')
})

test('a date is the same on every machine', () => {
  expect(date('2026-11-23T14:02:59Z')).toBe('23 Nov 2026, 14:02 UTC')
})
