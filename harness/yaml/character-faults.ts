/** Characters that a text file of ours cannot hold: nobody sees them, and terminals obey some. */
import type { Fault } from './fault.ts'

// Tab and line feed are text; a carriage return is, before a line feed.
const NOT_TEXT = /(?!\t|\n|\r\n)[\p{Cc}\p{Cs}\uFEFF\uFFFD\uFFFE\uFFFF]/u

/** The first of them; a mark of byte order must have been cut off. */
export function characterFaults(text: string): Fault[] {
  const found = NOT_TEXT.exec(text)
  return found ? [{ offset: found.index, message: nameOf(found[0]) }] : []
}

/** Whether a value holds one, perhaps written as an escape in quotes. */
export const holdsNoText = (value: string): boolean => NOT_TEXT.test(value)

function nameOf(character: string): string {
  const code = character.codePointAt(0)!
  if (code === 0xfffd) return 'is not UTF-8: save the file as UTF-8'
  if (code === 0x0d) return 'is a line end of old Macs (CR alone): save the file with LF'
  return `is the invisible character U+${code.toString(16).toUpperCase().padStart(4, '0')}: remove it`
}
