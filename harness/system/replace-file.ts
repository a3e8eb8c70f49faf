/** Puts a whole file in the place of another. */
import { renameSync, rmSync, writeFileSync } from 'node:fs'

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
