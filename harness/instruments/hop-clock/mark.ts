/** Reads the mark of a page, as the clock copied it from a request line: six hexadecimal digits, ten characters of call path. */
import type { PageMark } from '../../arm/hop-clock.ts'

/** Unused characters of the path are 0 and come last. */
const MARK = /^([0-9a-f]{6})([1-9a-z]+)0*$/

/** Null for characters that are no mark. */
export function parseMark(characters: string): PageMark | null {
  const found = MARK.exec(characters)
  return found ? { page: Number.parseInt(found[1]!, 16), path: found[2]! } : null
}
