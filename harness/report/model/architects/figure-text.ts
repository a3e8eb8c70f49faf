/** A figure of the page for architects as text: every number with its unit and its interval, or the reason why there is none. */
import { cellText, rangeText, type CellText } from '../quantity-text.ts'
import type { Cell, Quantity } from '../quantity.ts'

export interface FigureText {
  main: string
  tone: CellText['tone']
  /** Lines below the number: its interval, and figures that belong to it; or why there is no number. */
  small: string[]
}

export interface FigureRules {
  /** The confidence that the page names for all intervals: "at 99.6 %". An interval of another one names its own. */
  basis: string
  /** Follows numbers that are written without a unit: the currency. */
  unit?: string
}

const FEW_BRING_UPS = 'no interval, because bring-ups were too few'

/** Of an unresolved figure only its range, so that nobody quotes its middle. */
export function figureText(cell: Cell, rules: FigureRules): FigureText {
  const text = cellText(cell)
  if (cell.kind === 'word')
    return {
      main: text.main,
      tone: text.tone,
      small: [text.note ?? 'because this run has no such figure', ...besides(cell, rules)],
    }
  if (cell.verdict === 'not resolved')
    // Why is in the whole report: the sheet has no room for a sentence in each cell.
    return { main: 'not resolved', tone: 'unsure', small: [rangeOf(cell, text, rules)] }
  return {
    main: withUnit(`${text.main}${text.unit}`, cell, rules),
    tone: text.tone,
    small: [
      intervalOf(text, rules) ?? FEW_BRING_UPS,
      ...(cell.verdict === 'equivalent' ? ['equivalent'] : []),
      ...besides(cell, rules),
    ],
  }
}

/** "+57 MB a node [57 MB, 57 MB] at 95 %", "×2.6 [2.3, 3.0]". What a number beside lacks is said below the table. */
const besides = ({ beside }: Cell, rules: FigureRules): string[] =>
  beside.flatMap((one) => {
    if (one.kind === 'word') return []
    const text = cellText(one)
    const interval = intervalOf(text, rules)
    return [[`${text.main}${text.unit}`, ...(interval === null ? [] : [interval])].join(' ')]
  })

function intervalOf({ interval, basis }: CellText, rules: FigureRules): string | null {
  if (interval === null) return null
  return basis === rules.basis ? interval : `${interval} ${basis}`
}

function rangeOf(cell: Quantity, { basis }: CellText, rules: FigureRules): string {
  const range = rangeText(cell)
  if (range === null) return FEW_BRING_UPS
  return `${withUnit(range, cell, rules)}${basis === rules.basis ? '' : ` ${basis}`}`
}

const withUnit = (text: string, { unit }: Quantity, rules: FigureRules): string =>
  unit === 'money' && rules.unit !== undefined ? `${text} ${rules.unit}` : text
