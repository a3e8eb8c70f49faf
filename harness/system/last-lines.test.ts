import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { keepLastLines } from './last-lines.ts'

test('the last fifteen lines are kept, whole however they were cut into pieces', () => {
  const stream = new PassThrough()
  const lastLines = keepLastLines(stream)
  expect(lastLines()).toBe('')
  const text = Buffer.from(Array.from({ length: 20 }, (_, n) => `line ${n} — ü\n`).join(''))
  for (const byte of text) stream.write(Buffer.from([byte]))
  const lines = lastLines().split('\n')
  expect(lines).toHaveLength(15)
  expect(lines[0]).toBe('line 5 — ü')
  expect(lines.at(-1)).toBe('line 19 — ü')
})

test('a line that has no end yet counts, and so do those of a second stream', () => {
  const [first, second] = [new PassThrough(), new PassThrough()]
  const lastLines = keepLastLines(first, second)
  first.write('one\n\ntw')
  second.write('three\n')
  first.write('o')
  expect(lastLines()).toBe('one\nthree\ntwo')
})
