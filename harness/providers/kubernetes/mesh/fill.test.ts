import { expect, test } from 'vitest'
import { fill, fillAll, textsIn, placeholdersIn } from './fill.ts'

test('placeholders are filled in, as often as they occur', () => {
  expect(fill('{service}.{namespace} {service}', { service: 'orders', namespace: 'shop' })).toBe(
    'orders.shop orders',
  )
})

test.each(['{"a":1}', '\\d{3}', "awk '{print $1}'", '{[0].id}', '{}', '{ service }', '{Service}'])(
  'other braces are left alone: %s',
  (text) => {
    expect(placeholdersIn(text)).toEqual([])
    expect(fill(text, {})).toBe(text)
  },
)

test('an unknown placeholder is an error that lists the known ones', () => {
  expect(() => fill('of {servise}', { service: 'orders' })).toThrow(
    '{servise} in "of {servise}" is not a placeholder here (service)',
  )
})

test('a filled-in text is not filled in again', () => {
  expect(fill('{service}', { service: '{namespace}', namespace: 'shop' })).toBe('{namespace}')
})

test('texts within a value are filled in, keys too; a text that is only a placeholder may become a list', () => {
  const value = { '{service}': ['a {service}', 1, null, true], from: '{allowed}' }
  expect(fillAll(value, { service: 'orders', allowed: [{ app: 'client' }] })).toEqual({
    orders: ['a orders', 1, null, true],
    from: [{ app: 'client' }],
  })
})

test('a list within a longer text is an error, not "[object Object]"', () => {
  expect(() => fillAll('x {allowed}', { allowed: ['a'] })).toThrow('{allowed}')
})

test('every text of a value is found, keys included', () => {
  expect(textsIn({ a: ['b', { c: 'd' }], e: 1 })).toEqual(['a', 'b', 'c', 'd', 'e'])
})
