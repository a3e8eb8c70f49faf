/** Appends records to a file, one JSON object a line. Each record is on disk before the call returns. */
import { closeSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs'

export const linesOf = (records: object[]): string =>
  records.map((record) => JSON.stringify(record) + '\n').join('')

/** Opens a file for appending. Each call appends all its lines or none: after a failed write the file is cut back. */
export function openAppender(path: string) {
  const file = openSync(path, 'a')
  let length = 0
  return {
    append(records: object[]) {
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
