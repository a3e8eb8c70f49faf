/** A cell as markup: as loud as it is sure. */
import { html, type Markup } from '../look/markup.ts'
import type { Cell, Quantity } from '../model/quantity.ts'
import { cellText, rangeText, type CellText } from '../model/quantity-text.ts'

/** Letters of an interval or a spread, which stay on one line; a reason does not. */
const SHORT = 22

export interface TableRules {
  /** What intervals promise by the words of table, row and column ("at 99.2 %"): only others say theirs. */
  bases: readonly string[]
  /** Whether an interval that is lacking is worth a word; a column of medians says so once. */
  saysNoInterval: boolean
  /** Whether "higher" and "lower" stand there in words; elsewhere bold and sign say them. */
  saysVerdict: boolean
}

/** Number or word, then interval, what stands beside, and verdict, each in a line below. */
export function tableCell(cell: Cell, rules: TableRules): Markup {
  const text = cellText(cell)
  return html`<td>
    <span class="${text.tone}">${text.main}${text.tableUnit}</span>${small(intervalLine(cell, text, rules))}${
      cell.kind === 'word' ? small(text.note) : ''
    }${text.beside.map((one, index) => small(besideLine(cell.beside[index]!, one, rules)))}${noteOf(cell, rules)}
  </td>`
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
  return isSaid ? html`<small class="verdict ${verdictClass(verdict)}">${verdict}</small>` : null
}

const small = (text: string | null): Markup | null =>
  text === null || text === ''
    ? null
    : html`<small class="${text.length < SHORT ? 'short' : 'long'}">${text}</small>`

/** A figure of a card: the value is bold where it is found, and gives way to its range where it is not. */
export function factMarkup(cell: Cell): Markup {
  const text = cellText(cell)
  if (cell.kind === 'word')
    return html`<span class="word">${text.note === null ? text.main : `${text.note}: ${text.main}`}</span>`
  if (cell.verdict === 'not resolved') return html`<span class="unsure">not resolved${rangeIn(cell)}</span>`
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
