/** Makes files survive a power loss: a synced file can still be missing where its folder was not synced. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Syncs a file, or a folder with the names in it. @throws the system's error, such as ENOENT */
export function sync(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Writes a new file and renames it, so that no reader ever sees half a record, not even after a power loss. */
export function writeWhole(path: string, record: object): void {
  try {
    writeFileSync(`${path}.new`, JSON.stringify(record, null, 2) + '\n', { flush: true })
    renameSync(`${path}.new`, path)
    sync(dirname(path))
  } finally {
    rmSync(`${path}.new`, { force: true })
  }
}
