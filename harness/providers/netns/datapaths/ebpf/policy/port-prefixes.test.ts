import { expect, test } from 'vitest'
import { portPrefixes } from './port-prefixes.ts'

test.each([
  [8080, 8080, ['8080/16']],
  [8080, 8083, ['8080/14']],
  [80, 81, ['80/15']],
  [0, 65_535, ['0/0']],
  [1, 5, ['1/16', '2/15', '4/15']],
  [65_535, 65_535, ['65535/16']],
])('ports %i to %i are %j', (from, to, prefixes) => {
  expect(portPrefixes(from, to)).toEqual(prefixes)
})

test('the widest ragged range takes 30 prefixes, and together they hold each port once', () => {
  const prefixes = portPrefixes(1, 65_534)
  expect(prefixes).toHaveLength(30)
  const sizes = prefixes.map((prefix) => 2 ** (16 - Number(prefix.split('/')[1])))
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(65_534)
})
