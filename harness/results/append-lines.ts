/** Appends records to a file, one JSON object a line. Each record is on disk before the call returns. */
import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, statSync, writeSync } from 'node:fs'
import { BenchError } from '../errors.ts'

export const linesOf = (records: object[]): string =>
  records.map((record) => JSON.stringify(record) + '\n').join('')

/**
 * Opens a file for appending; what it holds already stays. Each call appends all its lines or none: after a failed write the file is cut
 * back. @throws BenchError when somebody else has removed the file or has written to it, such as another machine that shares the folder
 */
export function openAppender(path: string) {
  const file = openSync(path, 'a')
  const { ino, size } = fstatSync(file)
  let length = size
  return {
    append(records: object[]) {
      if (statSync(path, { throwIfNoEntry: false })?.ino !== ino)
        throw new BenchError(
          `${path} was removed or replaced by somebody else during the run`,
          'begin a new run, and leave its folder alone until it has ended',
        )
      if (fstatSync(file).size !== length)
        throw new BenchError(
          `${path} was changed by somebody else during the run`,
          'let one machine at a time measure a run; every record of this one is in the file',
        )
      const lines = Buffer.from(linesOf(records))
      try {
        let written = 0
        while (written < lines.length) written += writeSync(file, lines, written)
        fsyncSync(file)
      } catch (error) {
        ftruncateSync(file, length)
        throw error
      }
      length += lines.length
    },
    close: () => closeSync(file),
  }
}
