import { expect, it } from 'vitest'
import { markIn } from './request-line.ts'

/** What the clock copies: 20 bytes after the first four. */
const parse = (requestLine: string) => markIn(requestLine.slice(4, 24))

it('reads page and call path, whatever the method', () => {
  expect(parse('GET /p0000010000000000 HTTP/1.1')).toBeNull() // no call
  expect(parse('GET /p0000011000000000 HTTP/1.1')).toEqual({ page: 1, path: '1' })
  expect(parse('GET /pfffffe123456789z HTTP/1.1')).toEqual({ page: 0xfffffe, path: '123456789z' })
  expect(parse('POST /p00002a1a00000000 HTTP/1.1')).toEqual({ page: 42, path: '1a' })
})

it('has no mark for another request line', () => {
  for (const line of [
    ...['GET / HTTP/1.1', 'GET /products/latest-ones HTTP/1.1', 'GET /p00001x1000000000 HTTP/1.1'],
    ...[
      'GET /p000001100000000 HTTP/1.1',
      'GET /p00000110000000000 HTTP/1.1',
      'GET /p0000011010000000 HTTP/1.1',
    ],
    ...['POST /p00001 HTTP/1.1', ''],
  ])
    expect(parse(line)).toBeNull()
})
