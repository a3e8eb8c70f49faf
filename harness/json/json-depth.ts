/** Finds where a JSON text is nested too deep, before it is parsed: code that walks over values may then do so by recursion. */

/** Offset of the bracket that opens one level more than `deepest`; null where none does. Brackets in strings do not count. */
export function offsetOfDepth(text: string, deepest: number): number | null {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (sign === '"') at = endOfString(text, at)
    else if (sign === '{' || sign === '[') depth += 1
    else if (sign === '}' || sign === ']') depth -= 1
    if (depth > deepest) return at
  }
  return null
}

/** Offset of the quote that ends the string which begins at `from`; the end of the text where none does. */
export function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '"') return at
  }
  return text.length
}
