/** Reads a file that somebody else wrote: nothing but a regular file, and no more of it than any real result has. */
import { closeSync, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs'
import { messageOf, UsageError } from '../../errors.ts'

/** A result of fortio has 8 kB, with the finest resolution some hundred; a summary of k6 with many tags a few hundred. */
export const MOST_BYTES = 8 * 2 ** 20

export interface BoundedFile {
  text: string
  bytes: Buffer
}

/** How much is read of a file, and what the user can do where that is too little. */
export interface Bounds {
  mostBytes: number
  tooLarge: string
  folder: string
  device: string
}

const OF_IMPORT: Bounds = {
  mostBytes: MOST_BYTES,
  tooLarge: 'import the summary that the tool writes at its end, not its samples',
  folder: 'name files; of a run that hopbench measured, `npm run report` builds the report',
  device: 'name files',
}

/**
 * The content of a file with a result. Its size is asked for before anything is read.
 * @throws UsageError for a folder, a device, a file that is too large, and bytes that are not UTF-8
 */
export function readBounded(file: string): BoundedFile {
  const bytes = readBytes(file, OF_IMPORT)
  try {
    return { bytes, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    throw new UsageError(`${file} is not text in UTF-8`, 'name a file that one of the tools wrote')
  }
}

/** The bytes of a file. Throws like `readBounded`, but for UTF-8. */
export function readBytes(file: string, bounds: Bounds): Buffer {
  try {
    // Before it is opened: opening a pipe would wait for a writer.
    refuseUnlessFile(file, statSync(file), bounds)
    const descriptor = openSync(file, 'r')
    try {
      return contentOf(file, descriptor, bounds)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${file} cannot be read: ${messageOf(error)}`, 'name files that you may read')
  }
}

function contentOf(file: string, descriptor: number, bounds: Bounds): Buffer {
  const { size } = fstatSync(descriptor)
  if (size > bounds.mostBytes) throw tooLarge(file, size, bounds)
  // One byte more than the file has: a file that is still being written must not be taken for a whole one.
  const room = Buffer.alloc(size + 1)
  let filled = 0
  for (let read = -1; read !== 0 && filled < room.length; filled += read)
    read = readSync(descriptor, room, filled, room.length - filled, null)
  if (filled > size)
    throw new UsageError(
      `${file} grew while it was read`,
      'read it when the program that writes it has ended',
    )
  return room.subarray(0, filled)
}

function refuseUnlessFile(file: string, stats: Stats, bounds: Bounds): void {
  if (stats.isDirectory()) throw new UsageError(`${file} is a folder`, bounds.folder)
  if (!stats.isFile()) throw new UsageError(`${file} is no file but a device or a pipe`, bounds.device)
  if (stats.size > bounds.mostBytes) throw tooLarge(file, stats.size, bounds)
}

const tooLarge = (file: string, size: number, { mostBytes, tooLarge: advice }: Bounds): UsageError =>
  new UsageError(
    `${file} has ${size.toLocaleString('en')} bytes; at most ${mostBytes.toLocaleString('en')} are read. Nothing of it was read`,
    advice,
  )
