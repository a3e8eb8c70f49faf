/** Text of a quantity, for every edge: the page, Markdown, the terminal. */
import { bytes, count, cpuSeconds, dollars, factor, microseconds, signed, times } from './format.ts'
import { basisOf } from './interval-basis.ts'
import type { Cell, Quantity, QuantityInterval, Unit } from './quantity.ts'

/** How a number of the unit is written, and what stands behind it. */
const UNITS: Record<Unit, { number: (value: number) => string; after: string }> = {
  µs: { number: microseconds, after: ' µs' },
  'µs a hop': { number: microseconds, after: ' µs a hop' },
  'CPU-s': { number: cpuSeconds, after: ' s' },
  'CPU-s an hour': { number: cpuSeconds, after: ' s' },
  cores: { number: cpuSeconds, after: ' cores' },
  'dollars a month': { number: dollars, after: '' },
  bytes: { number: bytes, after: '' },
  'bytes a pod': { number: bytes, after: ' a pod' },
  'bytes a node': { number: bytes, after: ' a node' },
  'pages/s': { number: count, after: '' },
  times: { number: factor, after: '' },
}

export interface CellText {
  /** The number with its sign, or the word. */
  main: string
  /** " µs", " s": empty where the number says it, and for a word. */
  unit: string
  /** The same in a table whose titles and note say which numbers are µs. */
  tableUnit: string
  /** "[577, 627]", "9,110 to 9,697"; null where there is none to be had. */
  interval: string | null
  /** What the interval promises: "at 95 %", "in 3 rounds"; null without one. */
  basis: string | null
  /** "higher", "noise", "client-bound", or why there is no number. */
  note: string | null
  /** How loud it may be: a finding, a figure nothing is decided by, one that is not resolved, a word. */
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
    tableUnit: cell.unit === 'µs' || cell.unit === 'µs a hop' ? '' : UNITS[cell.unit].after,
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
  // A ratio has its sign before the bracket already.
  const write = unit === 'times' ? times : UNITS[unit].number
  const [low, high] = [write(interval.low), write(interval.high)]
  return 'ofRounds' in interval ? `${low} to ${high}` : `[${low}, ${high}]`
}

/** "+600 µs [577, 627]", with what stands beside it; for a line of text. */
export function lineOf(cell: Cell, options: { withIntervals: boolean } = { withIntervals: true }): string {
  const { main, unit, interval } = cellText(cell)
  const own = `${main}${unit}${options.withIntervals && interval ? ` ${interval}` : ''}`
  return cell.beside.reduce((line, one) => line + separator(one) + lineOf(one, options), own)
}

/** A ratio is the same once more; anything else is a second thing. */
const separator = (beside: Cell): string =>
  beside.kind === 'quantity' && beside.unit === 'times' ? ' ' : ', '

/** The range of what is not resolved, for a reader who would take a single number home: "−19 to +12 µs a hop". */
export function rangeText({ interval, unit }: Quantity): string | null {
  if (!interval) return null
  const { number, after } = UNITS[unit]
  return `${signed(interval.low, number(interval.low))} to ${signed(interval.high, number(interval.high))}${after}`
}
