/**
 * A figure of the report as a value, with its unit, interval and verdict. `quantity-text.ts` turns it into text, so that the
 * page, the Markdown and the terminal write a quantity in the same way.
 */
import { SINGLE_CONFIDENCE } from '../../stats/estimate.ts'
import type { Estimate, Verdict } from '../../stats/analysis.ts'

/** Unit of a value; `quantity-text.ts` says how each unit is written. */
export type Unit =
  | 'µs'
  | 'µs a hop'
  /** µs of the hop clock, which are written to a tenth. */
  | 'fine µs'
  | 'fine µs a hop'
  | 'CPU-s'
  | 'CPU-s an hour'
  | 'cores'
  /** Money for a million pages; the title of its column names the currency. */
  | 'money'
  | 'bytes'
  | 'bytes a pod'
  | 'bytes a gateway'
  | 'bytes a node'
  | 'pages/s'
  | 'times'

/** Ends of an interval with its confidence (such as 0.95), or the lowest and highest value of so many rounds. */
export type QuantityInterval = { low: number; high: number } & ({ confidence: number } | { ofRounds: number })

export interface Quantity {
  kind: 'quantity'
  value: number
  unit: Unit
  /** A difference is written with its sign. */
  isDifference: boolean
  /** Null where there were too few bring-ups, or where the figure never has an interval (memory). */
  interval: QuantityInterval | null
  /** The verdict of a comparison; null for a figure that is not compared. */
  verdict: Verdict | null
  /** A remark that the reader needs: "noise", "host 96 % busy". */
  remark: string | null
  /** Cells shown with this one: the same figure as a ratio, or a figure that belongs to it, such as memory a node. */
  beside: Cell[]
}

/** A cell without a number. */
export interface Word {
  kind: 'word'
  word: 'not measured' | 'not compared' | 'withheld' | 'baseline' | 'none'
  /** Why there is no number; null where the table says that elsewhere. */
  why: string | null
  beside: Cell[]
}

export type Cell = Quantity | Word

export const quantity = (
  unit: Unit,
  value: number,
  more: Partial<Omit<Quantity, 'kind'>> = {},
): Quantity => ({
  kind: 'quantity',
  value,
  unit,
  isDifference: false,
  interval: null,
  verdict: null,
  remark: null,
  beside: [],
  ...more,
})

export const word = (text: Word['word'], why: string | null = null, beside: Cell[] = []): Word => ({
  kind: 'word',
  word: text,
  why,
  beside,
})

/** Makes a quantity of an estimate; `confidence` is the one that the interval was computed for. */
export const estimated = (
  unit: Unit,
  { middle, interval }: Estimate,
  confidence: number,
  more: Partial<Omit<Quantity, 'kind'>> = {},
): Quantity =>
  quantity(unit, middle, {
    interval: interval && { low: interval.low, high: interval.high, confidence },
    ...more,
  })

/** Makes a quantity of a figure outside the comparisons: an arm's own level, or the difference of the same arm twice. */
export const standalone = (
  unit: Unit,
  estimate: Estimate,
  more: Partial<Omit<Quantity, 'kind'>> = {},
): Quantity => estimated(unit, estimate, SINGLE_CONFIDENCE, more)
