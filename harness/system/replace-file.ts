/** Puts whole files in the place of others. */
import { lstatSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Writes a new file and renames it: no reader sees half of it, where the disk is full the earlier one stays, and a link at its place is
 * replaced. The new file has a name of this process, because another one may be writing the same.
 * @throws the system's error, such as ENOSPC
 */
export function replaceFile(path: string, content: string): void {
  const fresh = `${path}.${process.pid}.new`
  try {
    rmSync(fresh, { force: true })
    writeFileSync(fresh, content, { flag: 'wx' })
    renameSync(fresh, path)
  } catch (error) {
    // The user knows the file, and not the one beside it.
    throw Object.assign(error as Error, { path })
  } finally {
    rmSync(fresh, { force: true })
  }
}

/**
 * Replaces files of a folder, and removes what a process that was killed left of them.
 * @param isOurs whether a name is of a file that the caller writes there at some time; by default of one of these
 */
export function replaceFiles(
  folder: string,
  files: readonly { name: string; content: string }[],
  isOurs = (name: string): boolean => files.some((file) => file.name === name),
): void {
  removeUnfinished(folder, isOurs)
  for (const { name, content } of files) replaceFile(join(folder, name), content)
}

/** A file is written within seconds: an older one is of a process that was killed. */
const UNFINISHED_FOR_MS = 60_000

function removeUnfinished(folder: string, isOurs: (name: string) => boolean): void {
  for (const name of readdirSync(folder)) {
    const [, whole] = /^(.+)\.\d+\.new$/.exec(name) ?? []
    const path = join(folder, name)
    const there = lstatSync(path, { throwIfNoEntry: false })
    if (whole === undefined || !isOurs(whole) || !there?.isFile()) continue
    if (Date.now() - there.mtimeMs > UNFINISHED_FOR_MS) rmSync(path, { force: true })
  }
}
