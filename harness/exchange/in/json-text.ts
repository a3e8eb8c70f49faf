/** Reads JSON that somebody else wrote: how deep it is, where it is broken, and where in the text a value stands. */
import { endOfString, offsetOfDepth } from '../../json/json-depth.ts'

/** Results of tools are nested 6 levels deep. Code that walks over values may then do so by recursion. */
const DEEPEST = 32

export interface JsonFault {
  offset: number
  message: string
}

export type JsonRead = { value: unknown } | { fault: JsonFault }

export function readJsonText(text: string): JsonRead {
  const tooDeep = offsetOfDepth(text, DEEPEST)
  if (tooDeep !== null)
    return { fault: { offset: tooDeep, message: `is nested more than ${DEEPEST} levels deep` } }
  try {
    const value = JSON.parse(text) as unknown
    const proto = pathOfProto(value)
    return proto === null
      ? { value }
      : {
          fault: {
            offset: offsetOfPath(text, proto),
            message: '__proto__ cannot be a name: no tool writes it',
          },
        }
  } catch (error) {
    const { message } = error as SyntaxError
    const at = /at position (\d+)/.exec(message)?.[1]
    // Of a short text V8 tells no position.
    const unnamed = message.includes('end of JSON') ? text.trimEnd().length : 0
    return {
      fault: {
        offset: at === undefined ? unnamed : Number(at),
        message: `is not JSON: ${message.replace(/ in JSON at position .*| \(line .*/s, '')}`,
      },
    }
  }
}

/** Path to a member named __proto__; null without one. A check of plain objects cannot see this name: it sets the prototype. */
function pathOfProto(value: unknown): PropertyKey[] | null {
  if (typeof value !== 'object' || value === null) return null
  if (Object.hasOwn(value, '__proto__')) return ['__proto__']
  for (const [key, inside] of Object.entries(value)) {
    const path = pathOfProto(inside)
    if (path !== null) return [Array.isArray(value) ? Number(key) : key, ...path]
  }
  return null
}

/**
 * Offset at which the value at a path begins, in a text that is JSON; of its nearest ancestor where there is no such value. Of a key
 * that an object has twice the last one counts, as for JSON.parse.
 */
export function offsetOfPath(text: string, path: readonly PropertyKey[]): number {
  let from = startOfValue(text, 0)
  for (const step of path) {
    const inside = membersOf(text, from).findLast(({ key }) => key === step)
    if (!inside) return from
    from = inside.offset
  }
  return from
}

/** Members of the object or the array that begins at `from`, with where each value begins; none of any other value. */
function membersOf(text: string, from: number): { key: PropertyKey; offset: number }[] {
  const close = { '{': '}', '[': ']' }[text[from] ?? '']
  if (close === undefined) return []
  const members: { key: PropertyKey; offset: number }[] = []
  let at = startOfValue(text, from + 1)
  while (at < text.length && text[at] !== close) {
    let key: PropertyKey = members.length
    if (close === '}') {
      const end = endOfString(text, at)
      key = JSON.parse(text.slice(at, end + 1)) as string
      at = startOfValue(text, end + 1)
    }
    members.push({ key, offset: at })
    at = startOfValue(text, endOfValue(text, at))
  }
  return members
}

/** Skips blanks, commas and colons. */
function startOfValue(text: string, from: number): number {
  let at = from
  while (at < text.length && ' \t\r\n,:'.includes(text[at]!)) at += 1
  return at
}

/** Offset behind the value that begins at `from`. */
function endOfValue(text: string, from: number): number {
  if (text[from] === '"') return endOfString(text, from) + 1
  let [at, depth] = [from, 0]
  for (; at < text.length; at++) {
    const sign = text[at]!
    if (sign === '"') at = endOfString(text, at)
    else if (sign === '{' || sign === '[') depth += 1
    else if (sign === '}' || sign === ']') {
      depth -= 1
      if (depth < 0) return at
      if (depth === 0) return at + 1
    } else if (depth === 0 && ' \t\r\n,'.includes(sign)) return at
  }
  return at
}
