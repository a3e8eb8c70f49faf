/** Builds HTML with a tagged template, which escapes every value that is not markup itself. */
import { escaped, KEPT_ON_PAGES } from '../../words/escaped.ts'

/** Text that is already markup. Only `html` and `trusted` make it. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Value = string | number | Markup | null | undefined | readonly Value[]

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Markup as entities; control characters and marks of text direction written out. */
export const escape = (text: string): string =>
  escaped(text, KEPT_ON_PAGES).replace(/[&<>"']/g, (sign) => ESCAPES[sign]!)

function rendered(value: Value): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Markup) return value.text
  if (typeof value === 'string') return escape(value)
  if (typeof value === 'number') return String(value)
  return value.map(rendered).join('')
}

/** Removes the indentation of the source, which would be a tenth of the size of a page with many rows. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Markup {
  const parts = strings.raw.map((part) => part.replace(/\n\s*/g, '\n'))
  return new Markup(parts.map((part, index) => part + rendered(values[index])).join(''))
}

/** Marks text as markup without escaping it. Only for text of programs we trust (Vega's SVG, our style sheet), never for text of a record. */
export const trusted = (text: string): Markup => new Markup(text)
