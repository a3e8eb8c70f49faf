/** Writes the pages into a folder. Links there are replaced and never followed, and foreign pages are never overwritten. */
import { closeSync, lstatSync, mkdirSync, openSync, readdirSync, readSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../errors.ts'
import { refuseRunFolder } from '../results/refuse-run-folder.ts'
import { cannotWrite } from '../system/cannot-write.ts'
import { replaceFiles } from '../system/replace-file.ts'
import type { BuiltHistory } from './build-history.ts'
import { EXPORTED, OTAVA_CONFIG } from './otava.ts'
import { GENERATOR } from './page/page-parts.ts'

const EXPORTS = 'history'

/**
 * @throws UsageError where a page of somebody else is in the way, and for the folder of a run; nothing is written then
 * @throws BenchError where the folder cannot be written to
 */
export function writeHistory(folder: string, { pages, exports }: BuiltHistory): void {
  refuseRunFolder(folder)
  for (const { name } of pages) refuseForeign(join(folder, name))
  const inside = join(folder, EXPORTS)
  const there = lstatSync(inside, { throwIfNoEntry: false })
  if (there && !there.isDirectory())
    throw new UsageError(`${inside} is not a folder, or is a link`, 'remove it, or name another folder')
  try {
    if (!there) mkdirSync(inside)
    const kept = new Set(exports.map(({ name }) => name))
    for (const name of readdirSync(inside))
      if (EXPORTED.test(name) && !kept.has(name)) rmSync(join(inside, name), { force: true })
    replaceFiles(inside, exports, (name) => name === OTAVA_CONFIG || EXPORTED.test(name))
    replaceFiles(folder, pages)
  } catch (error) {
    throw cannotWrite(
      `the history cannot be written to ${folder}`,
      error,
      'name a folder that you may write to; the summaries are untouched',
    )
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
