/** Reads the mark of a page out of a request line, of which the clock copied the 20 bytes after the first four. */
import type { PageMark } from '../../arm/hop-clock.ts'

/** "GET " is cut off, of "POST " all but the blank. Unused characters of the call path are 0 and come last. */
const MARK = /^ ?\/p(?=[0-9a-z]{16} )([0-9a-f]{6})([1-9a-z]+)0* /

/** Null for a request line without a mark. */
export function parseMark(line: string): PageMark | null {
  const found = MARK.exec(line)
  return found ? { page: Number.parseInt(found[1]!, 16), path: found[2]! } : null
}
