import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { systemRefusal } from './system-refusal.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopbench-refusal-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'file')
const loop = join(folder, 'loop')
const other = join(folder, 'other')
writeFileSync(file, '')
mkdirSync(other)
symlinkSync(loop, loop)

const refusalOf = (act: () => unknown): string | undefined => {
  try {
    act()
  } catch (error) {
    return systemRefusal(error as Error)
  }
  throw new Error('nothing was refused')
}

test.each<[string, () => unknown, string]>([
  ['a missing file', () => readFileSync(join(folder, 'no')), `${folder}/no does not exist (ENOENT)`],
  ['a folder that is read', () => readFileSync(folder), 'it is a folder (EISDIR)'],
  ['a file above a file', () => readFileSync(join(file, 'x')), `${file}/x lies below a file (ENOTDIR)`],
  [
    'a file that is listed',
    () => readdirSync(file),
    `${file} is not a folder, or lies below a file (ENOTDIR)`,
  ],
  ['a folder where a file is', () => mkdirSync(file), `${file} is not a folder (EEXIST)`],
  [
    'a file that must be new',
    () => writeFileSync(file, '', { flag: 'wx' }),
    `${file} exists already (EEXIST)`,
  ],
  ['a file in place of a folder', () => renameSync(file, other), `${other} is a folder (EISDIR)`],
  ['links in a circle', () => readFileSync(loop), `the links at ${loop} lead in a circle (ELOOP)`],
  ['a long name', () => readFileSync(join(folder, 'x'.repeat(300))), 'the name is too long (ENAMETOOLONG)'],
  ['a full disk', () => writeFileSync('/dev/full', 'x'), 'the disk is full (ENOSPC)'],
])('%s is told in plain words, with the code', (_, act, words) => expect(refusalOf(act)).toBe(words))

test('errors that are not about a file keep their own words', async () => {
  const server = createServer().listen(0)
  const { port } = server.address() as { port: number }
  const refused = await new Promise<Error>((done) => createServer().on('error', done).listen(port))
  server.close()
  expect(systemRefusal(refused)).toBeUndefined()
  expect(systemRefusal(new Error('ENOENT'))).toBeUndefined()
})
