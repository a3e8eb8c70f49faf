/** Finds characters that hopbench's text files must not contain: they are invisible, and some of them control terminals. */
import type { Fault } from './fault.ts'

// Tab and line feed are allowed, and a carriage return before a line feed.
const NOT_TEXT = /(?!\t|\n|\r\n)[\p{Cc}\p{Cs}\uFEFF\uFFFD\uFFFE\uFFFF]/u

/** Returns the first such character as a fault, or an empty list. A byte order mark must have been removed before. */
export function characterFaults(text: string): Fault[] {
  const found = NOT_TEXT.exec(text)
  return found ? [{ offset: found.index, message: nameOf(found[0]) }] : []
}

/** Whether a value contains such a character, which may be written as an escape in quotes. */
export const holdsNoText = (value: string): boolean => NOT_TEXT.test(value)

function nameOf(character: string): string {
  const code = character.codePointAt(0)!
  if (code === 0xfffd) return 'is not UTF-8: save the file as UTF-8'
  if (code === 0x0d) return 'is a line end of old Macs (CR alone): save the file with LF'
  return `is the invisible character U+${code.toString(16).toUpperCase().padStart(4, '0')}: remove it`
}
