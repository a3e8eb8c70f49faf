/** Appends records to a file, one JSON object a line, each on disk before the call returns. */
import { closeSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs'

export const linesOf = (records: object[]): string =>
  records.map((record) => JSON.stringify(record) + '\n').join('')

/** Appends whole lines or nothing: what a failed write left behind is cut off again. */
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
