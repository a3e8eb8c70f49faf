/**
 * What programs of other users read: Envoy is uid 1337, the DNS server nobody. The modes are set once the file is there,
 * because the umask of who started the harness (077 on hardened servers) takes rights away from whatever is made. A run's
 * results are not made so: they are the user's, and so is the umask.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const FOLDER_MODE = 0o755
const FILE_MODE = 0o644

/** Makes a folder, and those above it that are missing, that everybody may look into. One that is there is opened too. */
export function makeReadableFolder(path: string): void {
  const topmost = mkdirSync(path, { recursive: true }) ?? path
  for (let folder = path; folder.length >= topmost.length; folder = dirname(folder))
    chmodSync(folder, FOLDER_MODE)
}

/** Writes a file that everybody may read. */
export function writeReadableFile(path: string, text: string): void {
  writeFileSync(path, text)
  makeReadable(path)
}

/** For a file that another program wrote. */
export const makeReadable = (path: string): void => chmodSync(path, FILE_MODE)
