import { expect, test } from 'vitest'
import { faultOf } from './json-fault.ts'
import { placeOf } from './json-place.ts'

const TEXT = '{ "a}\\"": [1, {"b": "]"}, [ ]],\n "c" : {"d":-1.5e3 , "e":null}}'

test.each([
  [[], 0],
  [['a}"'], TEXT.indexOf('[1')],
  [['a}"', 1, 'b'], TEXT.indexOf('"]"')],
  [['a}"', 2], TEXT.indexOf('[ ]')],
  [['c', 'e'], TEXT.indexOf('null')],
  [['c', 'missing'], TEXT.indexOf('{"d"')],
  [['a}"', 7], TEXT.indexOf('[1')],
])('the value at %j is found', (path, offset) => {
  expect(placeOf(TEXT, path)).toBe(offset)
})

test.each([
  ['{"a": 1,}', 8],
  ['[1 2]', 3],
  ['{"a" 1}', 5],
  ['[01]', 1],
  ['["\u0000"]', 1],
  ['{"a": [tru]}', 7],
  ['[1]]', 3],
  ['{"a": [1, 2', 10],
  ['nonsense', 0],
  ["{'a': 1}", 1],
])('%j stops being JSON at %i', (text, offset) => {
  expect(() => JSON.parse(text) as unknown).toThrow()
  expect(faultOf(text)).toBe(offset)
})
