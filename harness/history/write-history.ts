/** Writes the pages into a folder. Links there are replaced and never followed, and foreign pages are never overwritten. */
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { BenchError, messageOf, UsageError } from '../errors.ts'
import type { BuiltHistory } from './build-history.ts'
import { EXPORTED, OTAVA_CONFIG, type ExportFile } from './otava.ts'
import { GENERATOR } from './page/page-parts.ts'

const EXPORTS = 'history'

/** @throws UsageError where a page of somebody else is in the way, or the folder cannot be written to. Nothing is written then. */
export function writeHistory(folder: string, { pages, exports }: BuiltHistory): void {
  for (const { name } of pages) refuseForeign(join(folder, name))
  const inside = join(folder, EXPORTS)
  const there = lstatSync(inside, { throwIfNoEntry: false })
  if (there && !there.isDirectory())
    throw new UsageError(`${inside} is not a folder, or is a link`, 'remove it, or name another folder')
  try {
    if (!there) mkdirSync(inside)
    removeUnfinished(folder, (file) => pages.some(({ name }) => name === file))
    removeUnfinished(inside, (file) => file === OTAVA_CONFIG || EXPORTED.test(file))
    const kept = new Set(exports.map(({ name }) => name))
    for (const name of readdirSync(inside))
      if (EXPORTED.test(name) && !kept.has(name)) rmSync(join(inside, name), { force: true })
    for (const file of exports) replace(inside, file)
    for (const file of pages) replace(folder, file)
  } catch (error) {
    if (error instanceof BenchError) throw error
    throw new UsageError(
      `the history cannot be written to ${folder}: ${messageOf(error)}`,
      'name a folder that you may write to; the summaries are untouched',
    )
  }
}

/**
 * Writes a new file and renames it: no reader sees half a page, and a link at its place is replaced. The new file has a name of this
 * process, because another `history` may be writing the same folder.
 */
function replace(folder: string, { name, content }: ExportFile): void {
  const path = join(folder, name)
  const fresh = `${path}.${process.pid}.new`
  try {
    rmSync(fresh, { force: true })
    writeFileSync(fresh, content, { flag: 'wx' })
    renameSync(fresh, path)
  } finally {
    rmSync(fresh, { force: true })
  }
}

/** A file is written within seconds: an older one is of a `history` that was killed. */
const UNFINISHED_FOR_MS = 60_000

/** @param isOurs whether a name is of a file that `history` writes there */
function removeUnfinished(folder: string, isOurs: (name: string) => boolean): void {
  for (const name of readdirSync(folder)) {
    const [, whole] = /^(.+)\.\d+\.new$/.exec(name) ?? []
    const path = join(folder, name)
    const there = lstatSync(path, { throwIfNoEntry: false })
    if (whole === undefined || !isOurs(whole) || !there?.isFile()) continue
    if (Date.now() - there.mtimeMs > UNFINISHED_FOR_MS) rmSync(path, { force: true })
  }
}

/** The generator stands in the head of a page, before the title. The style sheet before it has some kilobytes. */
const HEAD_BYTES = 64 * 1024

/** A folder of one run has a page of its own, which must not be lost. */
function refuseForeign(path: string): void {
  const there = lstatSync(path, { throwIfNoEntry: false })
  if (!there || (there.isFile() && headOf(path).includes(GENERATOR))) return
  throw new UsageError(
    `${path} is a page that \`npm run history\` did not write`,
    'name the folder above, which has one folder for each run, such as reports',
  )
}

function headOf(path: string): string {
  const file = openSync(path, 'r')
  try {
    const head = Buffer.alloc(HEAD_BYTES)
    return head.toString('utf8', 0, readSync(file, head, 0, HEAD_BYTES, 0))
  } finally {
    closeSync(file)
  }
}
