/** Reads a file that somebody else wrote: nothing but a regular file, and no more of it than is expected at most. */
import { closeSync, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs'
import { messageOf, UsageError } from '../errors.ts'

/** How much is read of a file, and what the user can do where that is too little. */
export interface Bounds {
  mostBytes: number
  tooLarge: string
  folder: string
  device: string
  /** Where the file is missing or may not be read; without this, the user is asked for files that may be read. */
  unreadable?: { what: string; advice: string }
}

/**
 * The bytes of a file. Its size is asked for before anything is read.
 * @throws UsageError for a folder, a device, a file that is too large, and one that cannot be read
 */
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
    const { what = file, advice = 'name files that you may read' } = bounds.unreadable ?? {}
    throw new UsageError(`${what} cannot be read: ${messageOf(error)}`, advice)
  }
}

/** The first bytes of anything that can be opened, pipes and devices too. @throws the system's error, such as ENOENT */
export function beginningOf(file: string, mostBytes: number): Buffer {
  const descriptor = openSync(file, 'r')
  try {
    return firstBytes(descriptor, mostBytes)
  } finally {
    closeSync(descriptor)
  }
}

function contentOf(file: string, descriptor: number, bounds: Bounds): Buffer {
  const { size } = fstatSync(descriptor)
  if (size > bounds.mostBytes) throw tooLarge(file, size, bounds)
  // One byte more than the file has: a file that is still being written must not be taken for a whole one.
  const bytes = firstBytes(descriptor, size + 1)
  if (bytes.length > size)
    throw new UsageError(
      `${file} grew while it was read`,
      'read it when the program that writes it has ended',
    )
  return bytes
}

/** So many bytes of an open file, pipe or device; fewer where it ends before. */
function firstBytes(descriptor: number, most: number): Buffer {
  const room = Buffer.alloc(most)
  let filled = 0
  for (let read = -1; read !== 0 && filled < most; filled += read)
    read = readSync(descriptor, room, filled, most - filled, null)
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
