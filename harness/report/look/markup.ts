/** HTML as a tagged template: every value is escaped unless it is markup itself. */

/** Text that is markup already; made only by `html` and `trusted`. */
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

export const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign]!)

function rendered(value: Value): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Markup) return value.text
  if (typeof value === 'string') return escape(value)
  if (typeof value === 'number') return String(value)
  return value.map(rendered).join('')
}

/** Indentation of the source is taken out: it is a tenth of a page of many rows. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Markup {
  const parts = strings.raw.map((part) => part.replace(/\n\s*/g, '\n'))
  return new Markup(parts.map((part, index) => part + rendered(values[index])).join(''))
}

/** Markup made by a program we trust (Vega's SVG, our style sheet); never text of a record. */
export const trusted = (text: string): Markup => new Markup(text)
