/** Text that somebody else chose, for a terminal and a page: printed, never obeyed. */

/** What a page may hold of it: line ends, and the signs that join or part the letters of ordinary words, as in Persian or in emoji. */
export const KEPT_ON_PAGES = '\n\t\u00ad\u200c\u200d'

/** The text with control characters and marks of text direction written out, as in `\u{1b}`. @param kept characters to leave alone */
export const escaped = (text: string, kept = ''): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (letter) =>
    kept.includes(letter) ? letter : `\\u{${letter.codePointAt(0)!.toString(16)}}`,
  )
