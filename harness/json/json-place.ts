/** Finds where a value stands in a JSON text, so that a message can name its line. */

const BLANK = /\s*/y
const TEXT = /"[^"\\]*(?:\\.[^"\\]*)*"/y
const OTHER = /[^\s,:[\]{}"]+/y

/**
 * Offset at which the value at a path begins; of a value that is missing, that of what should hold it.
 * @param text valid JSON
 */
export function placeOf(text: string, path: readonly PropertyKey[]): number {
  let at = skip(BLANK, text, 0)
  for (const key of path) {
    const inside =
      text[at] === '{' ? memberOf(text, at, key) : text[at] === '[' ? itemOf(text, at, key) : null
    if (inside === null) return at
    at = inside
  }
  return at
}

function memberOf(text: string, object: number, key: PropertyKey): number | null {
  let at = skip(BLANK, text, object + 1)
  while (text[at] === '"') {
    const end = skip(TEXT, text, at)
    const name: unknown = JSON.parse(text.slice(at, end))
    const value = skip(BLANK, text, skip(BLANK, text, end) + 1)
    if (name === key) return value
    at = nextOf(text, value)
  }
  return null
}

function itemOf(text: string, list: number, key: PropertyKey): number | null {
  let at = skip(BLANK, text, list + 1)
  for (let index = 0; at < text.length && text[at] !== ']'; index += 1) {
    if (index === key) return at
    at = nextOf(text, at)
  }
  return null
}

/** Where the next value or key begins, after this value; at the bracket that closes the list or object where this is the last. */
function nextOf(text: string, value: number): number {
  const after = skip(BLANK, text, endOf(text, value))
  return text[after] === ',' ? skip(BLANK, text, after + 1) : after
}

/** Where the value ends that begins here. Counts brackets instead of calling itself: values may be nested deeply. */
function endOf(text: string, value: number): number {
  let at = value
  let depth = 0
  do {
    const character = text[at]
    if (character === undefined) return at
    if (character === '"') at = skip(TEXT, text, at)
    else if (/[[\]{},:\s]/.test(character)) {
      if (character === '{' || character === '[') depth += 1
      if (character === '}' || character === ']') depth -= 1
      at += 1
    } else at = skip(OTHER, text, at)
  } while (depth > 0)
  return at
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at + 1
}
