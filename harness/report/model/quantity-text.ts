/** Text of a quantity for the page, the Markdown and the terminal. */
import {
  bytes,
  count,
  cpuSeconds,
  factor,
  fineMicroseconds,
  microseconds,
  money,
  signed,
  times,
} from './format.ts'
import { basisOf } from './interval-basis.ts'
import type { Cell, Quantity, QuantityInterval, Unit } from './quantity.ts'

/** For each unit: how its number is written, and the text that follows the number. */
const UNITS: Record<Unit, { number: (value: number) => string; after: string }> = {
  µs: { number: microseconds, after: ' µs' },
  'µs a hop': { number: microseconds, after: ' µs a hop' },
  'fine µs': { number: fineMicroseconds, after: ' µs' },
  'fine µs a hop': { number: fineMicroseconds, after: ' µs a hop' },
  'CPU-s': { number: cpuSeconds, after: ' s' },
  'CPU-s an hour': { number: cpuSeconds, after: ' s' },
  cores: { number: cpuSeconds, after: ' cores' },
  money: { number: money, after: '' },
  bytes: { number: bytes, after: '' },
  'bytes a pod': { number: bytes, after: ' a pod' },
  'bytes a gateway': { number: bytes, after: ' a gateway' },
  'bytes a node': { number: bytes, after: ' a node' },
  'pages/s': { number: count, after: '' },
  times: { number: factor, after: '' },
}

export interface CellText {
  /** The number with its sign, or the word. */
  main: string
  /** " µs", " s"; empty where the number already includes the unit, and for a word. */
  unit: string
  /** The unit inside a table, where a note says that plain numbers are µs. */
  tableUnit: string
  /** "[577, 627]", "9,110 to 9,697"; null without an interval. */
  interval: string | null
  /** The confidence of the interval: "at 95 %", "in 3 rounds"; null without an interval. */
  basis: string | null
  /** "higher", "noise", "host 96 % busy", or why there is no number. */
  note: string | null
  /** How prominently to show the cell: a finding, a figure without a verdict, an unresolved figure, or a word. */
  tone: 'found' | 'plain' | 'unsure' | 'word'
  beside: CellText[]
}

export function cellText(cell: Cell): CellText {
  if (cell.kind === 'word')
    return {
      main: cell.word,
      unit: '',
      tableUnit: '',
      interval: null,
      basis: null,
      note: cell.why,
      tone: 'word',
      beside: cell.beside.map(cellText),
    }
  const { interval, verdict, remark } = cell
  return {
    main: numberOf(cell),
    unit: UNITS[cell.unit].after,
    tableUnit: cell.unit.includes('µs') ? '' : UNITS[cell.unit].after,
    interval: interval && intervalText(cell, interval),
    basis: interval && basisOf(interval),
    note: verdict ?? remark,
    tone: verdict === null ? 'plain' : verdict === 'not resolved' ? 'unsure' : 'found',
    beside: cell.beside.map(cellText),
  }
}

function numberOf({ value, unit, isDifference }: Quantity): string {
  const text = UNITS[unit].number(value)
  return isDifference ? signed(value, text) : text
}

const intervalText = ({ unit }: Quantity, interval: QuantityInterval): string => {
  // The × of a ratio already stands before the bracket.
  const write = unit === 'times' ? times : UNITS[unit].number
  const [low, high] = [write(interval.low), write(interval.high)]
  return 'ofRounds' in interval ? `${low} to ${high}` : `[${low}, ${high}]`
}

/** "+600 µs [577, 627]" and the cells beside it, as one line of text. */
export function lineOf(cell: Cell, options: { withIntervals: boolean } = { withIntervals: true }): string {
  const { main, unit, interval } = cellText(cell)
  const own = `${main}${unit}${options.withIntervals && interval ? ` ${interval}` : ''}`
  return cell.beside.reduce((line, one) => line + separator(one) + lineOf(one, options), own)
}

/** A ratio states the same figure again and follows a blank; any other cell beside follows a comma. */
const separator = (beside: Cell): string =>
  beside.kind === 'quantity' && beside.unit === 'times' ? ' ' : ', '

/** The interval of an unresolved figure as a range, so that nobody quotes its median: "−19 to +12 µs a hop". */
export function rangeText({ interval, unit }: Quantity): string | null {
  if (!interval) return null
  const { number, after } = UNITS[unit]
  return `${signed(interval.low, number(interval.low))} to ${signed(interval.high, number(interval.high))}${after}`
}

/**
 * "+600 µs [577, 627]", for a sentence that says "per hop". For an unresolved figure only the range, so that nobody quotes
 * its median. Null for a cell without a number.
 */
export function foundText(cell: Cell): string | null {
  if (cell.kind === 'word') return null
  const figure: Quantity = { ...cell, unit: cell.unit.startsWith('fine') ? 'fine µs' : 'µs' }
  if (cell.verdict === 'not resolved') return `not resolved, ${rangeText(figure) ?? 'without an interval'}`
  return `${lineOf(figure)}${cell.verdict === 'equivalent' ? ', equivalent' : ''}`
}

/**
 * A cell of a plain table whose rows are pairs of arms: "+236 µs a hop [125, 347]; equivalent", or a word and why it stands there.
 * Of an unresolved figure only the range, so that nobody quotes its middle.
 */
export function pairText(cell: Cell): string {
  if (cell.kind === 'word') return [cell.word, cell.why].filter((part) => part !== null).join(': ')
  if (cell.verdict === 'not resolved')
    return [`not resolved, ${rangeText(cell) ?? 'no interval'}`, cell.remark]
      .filter((part) => part !== null)
      .join(': ')
  const found = cell.verdict === 'equivalent' ? 'equivalent' : cell.remark
  return [lineOf(cell), found].filter((part) => part !== null).join('; ')
}
