import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { openAppender } from './append-lines.ts'
import { cutTornEnd } from './cut-torn-end.ts'
import { readLines } from './read-records.ts'

let file: string
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopbench-torn-'))
  file = join(folder, 'journal.jsonl')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const read = (notices: string[] = []) => readLines(file, z.object({ n: z.int() }), notices)

test.each([
  ['half a line', '{"n":2'],
  ['zeros where the content was lost with the power', '\0'.repeat(4096)],
  ['zeros, and a line that was written after them', '\0\0\0"}\n{"n":3}\n'],
  ['half a character of several bytes', Buffer.from('{"n":"µ').subarray(0, 7).toString('latin1')],
])('%s: it is left out by readers, kept aside by a resume, and the next record stands alone', (_, torn) => {
  writeFileSync(file, '{"n":1}\n')
  appendFileSync(file, torn, 'latin1')
  const notices: string[] = []
  expect(read(notices)).toEqual([{ n: 1 }])
  expect(notices).toEqual([`${file}:2 was cut off while it was being written; that record is left out`])

  expect(cutTornEnd(file)).toBe(
    `journal.jsonl: the last ${torn.length} bytes were cut off while they were being written; they are kept in ${file}.torn`,
  )
  expect(readFileSync(`${file}.torn`, 'latin1')).toBe(torn)
  const appender = openAppender(file)
  appender.append([{ n: 2 }])
  appender.close()
  expect(read()).toEqual([{ n: 1 }, { n: 2 }])
})

test('a whole file is left as it is, and so is a missing one', () => {
  expect(cutTornEnd(file)).toBeNull()
  writeFileSync(file, '{"n":1}\n')
  expect(cutTornEnd(file)).toBeNull()
  expect(readFileSync(file, 'utf8')).toBe('{"n":1}\n')
})

function copyOf(path: string): string {
  copyFileSync(path, `${path}.copy`)
  return `${path}.copy`
}

test.each([
  ['removed', () => rmSync(file)],
  ['replaced', () => renameSync(copyOf(file), file)],
  ['removed with its folder', () => rmSync(folder, { recursive: true })],
])('a file that somebody else has %s gets no further record', (_, change) => {
  const appender = openAppender(file)
  appender.append([{ n: 1 }])
  change()
  expect(() => appender.append([{ n: 2 }])).toThrow(/was removed or replaced by somebody else/)
  appender.close()
})

test('a file that somebody else writes to as well gets no further record', () => {
  const appender = openAppender(file)
  appender.append([{ n: 1 }])
  appendFileSync(file, '{"n":7}\n')
  expect(() => appender.append([{ n: 2 }])).toThrow(/changed by somebody else/)
  appender.close()
  expect(read()).toEqual([{ n: 1 }, { n: 7 }])
})
