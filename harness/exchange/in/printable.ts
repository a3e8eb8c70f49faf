/** Text of an imported file in a message or on a page. */
import { printableUpTo } from '../../words/printable.ts'

/** The longest address or label that helps a reader, in characters. */
const LONGEST = 160

/** The text, printable and not too long. */
export const printableText = (text: string): string => printableUpTo(LONGEST, text)

/** A value of a file in a message: short, and on one line. */
export const shown = (value: string): string => printableText(JSON.stringify(value))
