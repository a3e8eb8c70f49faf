/** What was read of one file of another tool. Nobody at hopbench measured it, and nothing of it is compared with what hopbench measures. */
import type { Reading } from '../../results/record.ts'
import type { Figure } from '../withheld.ts'

export type Tool = 'fortio' | 'k6' | 'wrk2' | 'HdrHistogram' | 'SMP'

/** From when a tool counts a call's time. `not said`: the file does not tell. */
export type TimedFrom = 'actual call' | 'planned start' | 'sending of the request' | 'not said'

export const PERCENTILES = [0.5, 0.75, 0.9, 0.95, 0.99, 0.999] as const
export type Percentile = (typeof PERCENTILES)[number]

export interface ImportedPercentile {
  share: Percentile
  us: Figure
  /** Borders of the histogram's bucket that the percentile lies in; null where the tool wrote the percentile itself. */
  bucketUs: { low: number; high: number } | null
}

export interface Imported {
  /** Name of the file without its folder. */
  file: string
  sha256: string
  tool: Tool
  /** "k6 --summary-export": which of the tool's files it is. */
  form: string
  version: string | null
  /** Label that whoever ran the tool gave; null without one. */
  label: string | null
  target: string | null
  startedAt: string | null
  /** Unit of the times in the file. */
  unit: 'ns' | 'µs' | 'ms' | 's'
  timedFrom: TimedFrom
  /** What was asked for and made: calls, or iterations of a script that make calls. */
  counted: 'calls' | 'iterations'
  askedPerSecond: Reading
  seconds: Reading
  asked: Reading
  /** Made, whatever their answer was. */
  done: Reading
  neverMade: Reading
  /** Of the calls that were made. */
  failed: Reading
  /** Calls by the tool's own code of the answer. */
  codes: { code: string; calls: number }[]
  donePerSecond: Reading
  connections: Reading
  /** Calls that the latencies are of. */
  timed: Reading
  minUs: Figure
  meanUs: Figure
  maxUs: Figure
  percentiles: ImportedPercentile[]
  /** What a reader must know of this file: sentences. */
  notes: string[]
}
