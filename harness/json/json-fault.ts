/** Finds where a text stops being JSON: the messages of `JSON.parse` name no place for most mistakes. */

const BLANK = /[ \t\r\n]*/y
const TEXT = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y
const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)(?![\w.])/y

/** What may stand next. `first` is right after an opening bracket, which may be closed again. */
type Next = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'comma' | 'end'

/** Offset of the first character that cannot stand where it does; the end of a text that is cut off. Takes a text that is not JSON. */
export function faultOf(text: string): number {
  const open: string[] = []
  let next: Next = 'value'
  const afterValue = (): Next => (open.length === 0 ? 'end' : 'comma')
  for (let at = end(BLANK, text, 0)!; at < text.length; at = end(BLANK, text, at)!) {
    const character = text[at]!
    const closes = character === (open.at(-1) === '{' ? '}' : ']') && open.length > 0
    if (closes && (next === 'comma' || next === 'first value' || next === 'first key')) {
      open.pop()
      next = afterValue()
      at += 1
    } else if (next === 'colon' || next === 'comma') {
      if (character !== (next === 'colon' ? ':' : ',')) return at
      next = next === 'comma' && open.at(-1) === '{' ? 'key' : 'value'
      at += 1
    } else if (next === 'key' || next === 'first key') {
      const after = end(TEXT, text, at)
      if (after === null) return at
      next = 'colon'
      at = after
    } else if (next !== 'end' && (character === '{' || character === '[')) {
      open.push(character)
      next = character === '{' ? 'first key' : 'first value'
      at += 1
    } else {
      const after = next === 'end' ? null : (end(TEXT, text, at) ?? end(SCALAR, text, at))
      if (after === null) return at
      next = afterValue()
      at = after
    }
  }
  return Math.max(0, text.trimEnd().length - 1)
}

/** Where the pattern ends that begins here; null where it does not begin here. */
function end(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : null
}
