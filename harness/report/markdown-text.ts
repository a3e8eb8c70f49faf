/** Text that cannot become markup of Markdown, nor move a reader's cursor. */
import { escaped, KEPT_ON_PAGES } from '../words/escaped.ts'

/** A row of a table. */
export const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** Escapes characters that are markup in Markdown or HTML, and joins lines to one. */
export const text = (words: string): string =>
  oneLine(words)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_[\]|]/g, (sign) => `\\${sign}`)

const oneLine = (words: string): string => escaped(words.replace(/\s+/g, ' '), KEPT_ON_PAGES)

/** Text as it is, between fences that are longer than any fence in the text. A blank line would end the span, so lines are joined. */
export function codeSpan(words: string): string {
  const fences = words.match(/`+/g) ?? []
  const fence = '`'.repeat(1 + Math.max(0, ...fences.map(({ length }) => length)))
  // Without a blank between them, a backtick of the text would belong to the fence. Markdown leaves the blanks out.
  const blank = fences.length > 0 ? ' ' : ''
  return `${fence}${blank}${oneLine(words)}${blank}${fence}`
}
