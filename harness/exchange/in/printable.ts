/** Text of somebody else's file, for a terminal and a page: printed, never obeyed. */

/** The longest address or label that helps a reader. */
const LONGEST = 160

/** The text with control characters and marks of text direction written out, cut where it is long. */
export function printableText(text: string): string {
  const safe = Array.from(text.slice(0, LONGEST), (letter) =>
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(letter) ? `\\u{${letter.codePointAt(0)!.toString(16)}}` : letter,
  ).join('')
  return text.length > LONGEST ? `${safe}… (${text.length.toLocaleString('en')} characters)` : safe
}

/** A value of a file in a message: short, and on one line. */
export const shown = (value: string): string => printableText(JSON.stringify(value))
