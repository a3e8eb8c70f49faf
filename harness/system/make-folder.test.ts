import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeFolder } from './make-folder.ts'

function someFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-folder-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test('missing folders are made one after the other, and a folder that is there stays', () => {
  const path = join(someFolder(), 'a', 'b', 'c')
  makeFolder(path)
  makeFolder(path)
  expect(existsSync(path)).toBe(true)
})

test('a file in the way is named', () => {
  const file = join(someFolder(), 'file')
  writeFileSync(file, '')
  expect(() => makeFolder(join(file, 'below'))).toThrow(`mkdir '${file}'`)
})

test('where the kernel lets nobody make a folder, that is said at once', () =>
  expect(() => makeFolder('/proc/self/results/run')).toThrow(/ENOENT.* mkdir '\/proc\/self\/results'/))
