import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeReadableFolder, writeReadableFile } from './readable-files.ts'

const top = mkdtempSync(join(tmpdir(), 'hopbench-readable-'))
let umask: number
beforeAll(() => {
  umask = process.umask(0o077)
})
afterAll(() => {
  process.umask(umask)
  rmSync(top, { recursive: true })
})

const modeOf = (...path: string[]) => (statSync(join(top, ...path)).mode & 0o777).toString(8)

test('folders and files are open to everybody under a umask that closes them', () => {
  makeReadableFolder(join(top, 'run', 'arm', 'pod'))
  writeReadableFile(join(top, 'run', 'arm', 'pod', 'file'), 'text')
  expect([modeOf('run'), modeOf('run', 'arm'), modeOf('run', 'arm', 'pod')]).toEqual(['755', '755', '755'])
  expect(modeOf('run', 'arm', 'pod', 'file')).toBe('644')
})

test('a folder that an earlier run made closed is opened; the one above it is not ours to change', () => {
  mkdirSync(join(top, 'closed', 'own'), { recursive: true })
  expect(modeOf('closed', 'own')).toBe('700')
  makeReadableFolder(join(top, 'closed', 'own'))
  expect([modeOf('closed'), modeOf('closed', 'own')]).toEqual(['700', '755'])
})

test('a file that was closed is opened when it is written again', () => {
  const file = join(top, 'again')
  writeReadableFile(file, 'one')
  chmodSync(file, 0o600)
  writeReadableFile(file, 'two')
  expect(modeOf('again')).toBe('644')
})
