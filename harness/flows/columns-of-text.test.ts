import { expect, test } from 'vitest'
import { columns } from './columns-of-text.ts'

test('each column is as wide as its widest cell, and rows may be short', () => {
  expect(columns([['a', 'bb', 'c'], ['aaa'], ['', 'b', 'ccc']])).toEqual([
    'a    bb  c',
    'aaa',
    '     b   ccc',
  ])
})

test('as many rows as a large file has edges are no problem', () => {
  expect(columns(Array.from({ length: 300_000 }, () => ['a', 'b']))).toHaveLength(300_000)
})
