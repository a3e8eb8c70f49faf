/**
 * Makes files and folders that programs of other users can read: Envoy has uid 1337, the DNS server is "nobody". The mode is set
 * after a file exists, because the user's umask (077 on hardened servers) removes rights when a file is created. A run's results
 * are not written in this way: they belong to the user, whose umask applies.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const FOLDER_MODE = 0o755
const FILE_MODE = 0o644

/** Makes a folder, and missing folders above it, readable by everybody. The mode of an existing folder is changed too. */
export function makeReadableFolder(path: string): void {
  const topmost = mkdirSync(path, { recursive: true }) ?? path
  for (let folder = path; folder.length >= topmost.length; folder = dirname(folder))
    chmodSync(folder, FOLDER_MODE)
}

/** Writes a file that every user may read. */
export function writeReadableFile(path: string, text: string): void {
  writeFileSync(path, text)
  makeReadable(path)
}

/** Makes a file readable by every user that another program wrote. */
export const makeReadable = (path: string): void => chmodSync(path, FILE_MODE)
