/** Reads a file that somebody else wrote: nothing but a regular file, and no more of it than any real result has. */
import { closeSync, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs'
import { messageOf, UsageError } from '../../errors.ts'

/** A result of fortio has 8 kB, with the finest resolution some hundred; a summary of k6 with many tags a few hundred. */
export const MOST_BYTES = 8 * 2 ** 20

export interface BoundedFile {
  text: string
  bytes: Buffer
}

/**
 * The content of a file. Its size is asked for before anything is read.
 * @throws UsageError for a folder, a device, a file that is too large, and bytes that are not UTF-8
 */
export function readBounded(file: string): BoundedFile {
  try {
    // Before it is opened: opening a pipe would wait for a writer.
    refuseUnlessFile(file, statSync(file))
    const descriptor = openSync(file, 'r')
    try {
      return contentOf(file, descriptor)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${file} cannot be read: ${messageOf(error)}`, 'name files that you may read')
  }
}

function contentOf(file: string, descriptor: number): BoundedFile {
  const { size } = fstatSync(descriptor)
  if (size > MOST_BYTES) throw tooLarge(file, size)
  // One byte more than the file has: a file that is still being written must not be taken for a whole one.
  const room = Buffer.alloc(size + 1)
  let filled = 0
  for (let read = -1; read !== 0 && filled < room.length; filled += read)
    read = readSync(descriptor, room, filled, room.length - filled, null)
  if (filled > size)
    throw new UsageError(`${file} grew while it was read`, 'import it when the tool has ended')
  const bytes = room.subarray(0, filled)
  try {
    return { bytes, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    throw new UsageError(`${file} is not text in UTF-8`, 'name a file that one of the tools wrote')
  }
}

function refuseUnlessFile(file: string, stats: Stats): void {
  if (stats.isDirectory())
    throw new UsageError(
      `${file} is a folder`,
      'name files; of a run that hopbench measured, `npm run report` builds the report',
    )
  if (!stats.isFile()) throw new UsageError(`${file} is no file but a device or a pipe`, 'name files')
  if (stats.size > MOST_BYTES) throw tooLarge(file, stats.size)
}

const tooLarge = (file: string, size: number): UsageError =>
  new UsageError(
    `${file} has ${size.toLocaleString('en')} bytes; a summary has at most ${MOST_BYTES.toLocaleString('en')}. Nothing of it was read`,
    'import the summary that the tool writes at its end, not its samples',
  )
