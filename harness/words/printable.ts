/** Names that somebody else chose, for a line of a terminal or a page: printed, never obeyed, and never too long. */
import { escaped } from './escaped.ts'

/** The longest name that Kubernetes allows has 253 characters; more than this helps nobody in a table. */
const LONGEST_NAME = 80

/** The name with control characters and marks of text direction written out, cut where it is long. */
export const printable = (name: string): string => printableUpTo(LONGEST_NAME, name)

/** As `printable`, for what is no name. @param longest in characters */
export function printableUpTo(longest: number, text: string): string {
  const safe = escaped(text.slice(0, longest))
  return text.length > longest ? `${safe}… (${text.length.toLocaleString('en')} characters)` : safe
}
