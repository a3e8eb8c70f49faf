/** A cell as markup. Resolved figures are bold, unresolved ones grey. */
import { html, type Markup } from '../look/markup.ts'
import type { Cell, Quantity } from '../model/quantity.ts'
import { cellText, rangeText, type CellText } from '../model/quantity-text.ts'

/** A line with fewer letters than this is not broken: intervals and ranges are not, reasons are. */
const SHORT = 22

export interface TableRules {
  /** Confidences that the table, the row or the column already names ("at 99.2 %"). An interval of another confidence names its own. */
  bases: readonly string[]
  /** Whether a cell says "no interval". A column without intervals says so once, in its title. */
  saysNoInterval: boolean
  /** Whether the cell spells out "higher" and "lower"; other columns show them by bold type and sign. */
  saysVerdict: boolean
}

/** The number or word, and below it, a line each: the interval, the cells beside, and the verdict. */
export function tableCell(cell: Cell, rules: TableRules): Markup {
  const text = cellText(cell)
  return html`<td>
    ${toned(text)}${small(intervalLine(cell, text, rules))}${cell.kind === 'word' ? small(text.note) : ''}${text.beside.map((one, index) => small(besideLine(cell.beside[index]!, one, rules)))}${noteOf(cell, rules)}
  </td>`
}

/** A page has a thousand figures: each has no more markup than its tone needs. */
function toned({ tone, main, tableUnit }: CellText): Markup {
  const figure = html`${main}${tableUnit}`
  if (tone === 'plain') return figure
  return tone === 'found' ? html`<b>${figure}</b>` : html`<span class="${tone}">${figure}</span>`
}

function intervalLine(cell: Cell, { interval, basis }: CellText, rules: TableRules): string | null {
  if (interval !== null)
    return basis !== null && rules.bases.includes(basis) ? interval : `${interval} ${basis ?? ''}`
  return cell.kind === 'quantity' && rules.saysNoInterval ? 'no interval' : null
}

/** "×4.1 [3.7, 4.9]"; "not measured: kernel tables a node". */
function besideLine(cell: Cell, text: CellText, rules: TableRules): string {
  const more =
    cell.kind === 'word' ? text.note : intervalLine(cell, text, { ...rules, saysNoInterval: false })
  const own = `${text.main}${text.unit}`
  if (cell.kind === 'word') return more === null ? own : `${more}: ${own}`
  return [own, more, text.note].filter((part) => part !== null).join(' ')
}

function noteOf(cell: Cell, { saysVerdict }: TableRules): Markup | null {
  if (cell.kind === 'word') return null
  const { verdict, remark } = cell
  if (verdict === null) return small(remark)
  const isSaid = saysVerdict || (verdict !== 'higher' && verdict !== 'lower')
  return isSaid
    ? html`<em class="${verdictClass(verdict)}">${verdict}</em
        >${verdict === 'not resolved' ? small(remark) : null}`
    : null
}

const small = (text: string | null): Markup | null =>
  text === null || text === ''
    ? null
    : text.length < SHORT
      ? html`<small>${text}</small>`
      : html`<small class="long">${text}</small>`

/** A figure of a card: a resolved value in bold with its interval; for an unresolved value only the range. */
export function factMarkup(cell: Cell): Markup {
  const text = cellText(cell)
  if (cell.kind === 'word')
    return html`<span class="word">${text.note === null ? text.main : `${text.note}: ${text.main}`}</span>`
  if (cell.verdict === 'not resolved')
    return html`<span class="unsure"
      >not resolved${rangeIn(cell)}${cell.remark === null ? '' : `: ${cell.remark}`}</span
    >`
  const more = [text.interval, cell.verdict === 'equivalent' ? 'equivalent' : cell.remark].filter(
    (part) => part !== null,
  )
  return html`<b>${text.main}${text.unit}</b> <span class="range">${more.join(' ')}</span>${cell.beside.map(
      (one) => html` <span class="beside">${factMarkup(one)}</span>`,
    )}`
}

const rangeIn = (cell: Quantity): string => {
  const range = rangeText(cell)
  return range === null ? '' : `, ${range}`
}

export const verdictClass = (verdict: string): string => verdict.replace(' ', '-')
