/** Makes a folder and what is missing above it. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { statsOf } from './stats-of.ts'

/**
 * Like `mkdir -p`. Node's own `recursive` never returns where the kernel lets nobody make a folder, such as below /proc, and says "not
 * found" of a file system that is mounted read-only (seen with Node 24.21).
 * @throws Error of the first folder that could not be made
 */
export function makeFolder(path: string): void {
  if (isFolder(path)) return
  const above = dirname(path)
  if (above !== path) makeFolder(above)
  try {
    mkdirSync(path)
  } catch (error) {
    // Another process may have made the folder meanwhile.
    if (!isFolder(path)) throw error
  }
}

const isFolder = (path: string): boolean => statsOf(path)?.isDirectory() === true
