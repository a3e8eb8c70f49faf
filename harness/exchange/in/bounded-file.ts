/** Reads a result that another tool wrote: text, and no more of it than any real result has. */
import { UsageError } from '../../errors.ts'
import { readBytes, type Bounds } from '../../system/bounded-bytes.ts'

/** A result of fortio has 8 kB, with the finest resolution some hundred; a summary of k6 with many tags a few hundred. */
export const MOST_BYTES = 8 * 2 ** 20

export interface BoundedFile {
  text: string
  bytes: Buffer
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
