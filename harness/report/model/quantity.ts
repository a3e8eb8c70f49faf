/**
 * A figure of the report as a value: what it is, how sure it is, and what was found of it. Text is made of it once, at the
 * edge (`quantity-text.ts`), so that page, Markdown and terminal say one quantity in one way.
 */
import { SINGLE_CONFIDENCE } from '../../stats/estimate.ts'
import type { Estimate, Verdict } from '../../stats/analysis.ts'

/** What the value is counted in; `quantity-text.ts` has a row for each. */
export type Unit =
  | 'µs'
  | 'µs a hop'
  | 'CPU-s'
  | 'CPU-s an hour'
  | 'cores'
  | 'dollars a month'
  | 'bytes'
  | 'bytes a pod'
  | 'bytes a node'
  | 'pages/s'
  | 'times'

/** Ends of an interval, and what they promise: a confidence (0.95), or nothing but the least and the most of some rounds. */
export type QuantityInterval = { low: number; high: number } & ({ confidence: number } | { ofRounds: number })

export interface Quantity {
  kind: 'quantity'
  value: number
  unit: Unit
  /** Carries its sign. */
  isDifference: boolean
  /** Null where there were too few rounds for one, or where the figure has none by its nature (memory). */
  interval: QuantityInterval | null
  /** What was found; null for a figure that nothing is decided by. */
  verdict: Verdict | null
  /** What a reader must know of it: "noise", "client-bound". */
  remark: string | null
  /** The same in another unit, or what belongs to it: a ratio, memory a node. */
  beside: Cell[]
}

/** What stands where there is no number. */
export interface Word {
  kind: 'word'
  word: 'not measured' | 'withheld' | 'baseline' | 'none'
  /** Why there is none; null where the table says that elsewhere. */
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

/** An estimate of `stats` as a quantity; `confidence` is that which its interval was made for. */
export const estimated = (
  unit: Unit,
  { median, interval }: Estimate,
  confidence: number,
  more: Partial<Omit<Quantity, 'kind'>> = {},
): Quantity =>
  quantity(unit, median, {
    interval: interval && { low: interval.low, high: interval.high, confidence },
    ...more,
  })

/** A figure that stands alone: an arm's own level, the same arm twice. */
export const alone = (unit: Unit, estimate: Estimate, more: Partial<Omit<Quantity, 'kind'>> = {}): Quantity =>
  estimated(unit, estimate, SINGLE_CONFIDENCE, more)
