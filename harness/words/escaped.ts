/** Text that somebody else chose, for a terminal and a page: printed, never obeyed. */

/** The text with control characters and marks of text direction written out, as in `\u{1b}`. @param kept characters to leave alone */
export const escaped = (text: string, kept = ''): string =>
  Array.from(text, (letter) =>
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(letter) && !kept.includes(letter)
      ? `\\u{${letter.codePointAt(0)!.toString(16)}}`
      : letter,
  ).join('')
