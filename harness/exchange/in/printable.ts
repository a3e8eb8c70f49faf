/** Text of somebody else's file, for a terminal and a page: printed, never obeyed. */
import { escaped } from '../../words/escaped.ts'

/** The longest address or label that helps a reader. */
const LONGEST = 160

/** The text with control characters and marks of text direction written out, cut where it is long. */
export function printableText(text: string): string {
  const safe = escaped(text.slice(0, LONGEST))
  return text.length > LONGEST ? `${safe}… (${text.length.toLocaleString('en')} characters)` : safe
}

/** A value of a file in a message: short, and on one line. */
export const shown = (value: string): string => printableText(JSON.stringify(value))
