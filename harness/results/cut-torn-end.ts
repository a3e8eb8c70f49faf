/** Cuts off a record that a kill or a power loss tore, so that the next record begins on a line of its own. */
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs'
import { basename } from 'node:path'
import { messageOf, UsageError } from '../errors.ts'
import { sync } from './synced.ts'
import { wholeLinesEnd } from './torn-end.ts'

/**
 * Cuts the file back to its whole lines. What is cut off is kept in `<file>.torn`. Returns a sentence about it; null where nothing was
 * torn.
 * @throws UsageError when the torn end cannot be kept, as on a full disk; the file is then as it was
 */
export function cutTornEnd(file: string): string | null {
  if (!existsSync(file)) return null
  const bytes = readFileSync(file)
  const end = wholeLinesEnd(bytes)
  if (end === bytes.length) return null
  const aside = `${file}.torn`
  try {
    appendFileSync(aside, bytes.subarray(end), { flush: true })
    truncateSync(file, end)
    sync(file)
  } catch (error) {
    throw new UsageError(
      `the torn end of ${file} cannot be cut off: ${messageOf(error)}`,
      'free some space, or make the folder writable; nothing has been started',
    )
  }
  return `${basename(file)}: the last ${bytes.length - end} bytes were cut off while they were being written; they are kept in ${aside}`
}
