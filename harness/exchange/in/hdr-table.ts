/** Reads the table of percentiles that HdrHistogram prints, by itself and inside the output of wrk2. */
import type { Fault } from './malformed.ts'
import { shown } from './printable.ts'

export interface HdrTable {
  /** Line of its heading, from 1. */
  line: number
  /** Values are in whatever unit the program printed. `share` is at most 1, `total` the calls up to and with the value. */
  rows: { value: number; share: number; total: number }[]
  mean: number
  max: number
  total: number
}

const HEADING = /^\s*Value\s+Percentile\s+TotalCount\s+1\/\(1-Percentile\)\s*$/
const ROW = /^\s*(\d+(?:\.\d+)?)\s+([01](?:\.\d+)?)\s+(\d+)(?:\s+(?:\d+(?:\.\d+)?|inf(?:inity)?))?\s*$/i
const MEAN = /^#\[Mean\s*=\s*([\d.]+),\s*StdDeviation\s*=\s*[\d.]+\]\s*$/
const MAX = /^#\[Max\s*=\s*([\d.]+),\s*Total count\s*=\s*(\d+)\]\s*$/

/** A row has the upper border of a bucket; with one significant digit, the fewest, a bucket is up to 6.25 % wide. */
const BUCKET = 0.0625
/** Values have three decimals. */
const ROUNDING = 0.001

const isWithin = (value: number, low: number, high: number): boolean =>
  value >= low * (1 - BUCKET) - ROUNDING && value <= high + ROUNDING

export const isHeading = (line: string): boolean => HEADING.test(line)

/**
 * The first table of a text; null where there is none. A table begins with its heading and ends with `#[Mean` and `#[Max`.
 * @param lines all lines of the text
 * @param begin the first of them that may be the heading, from 0
 */
export function readHdrTable(
  lines: readonly string[],
  begin = 0,
): { table: HdrTable } | { faults: Fault[] } | null {
  const heading = lines.findIndex((line, n) => n >= begin && isHeading(line))
  if (heading < 0) return null
  const rows: HdrTable['rows'] = []
  const faults: Fault[] = []
  let [mean, max, total]: (number | null)[] = [null, null, null]
  for (let at = heading + 1; at < lines.length && (mean === null || max === null); at++) {
    const line = lines[at]!
    const fault = (message: string): number => faults.push({ line: at + 1, column: 1, path: [], message })
    const row = ROW.exec(line)?.slice(1).map(Number)
    if (row) {
      const [value, share, count] = row as [number, number, number]
      const before = rows.at(-1)
      if (share > 1) fault(`must be a percentile from 0 to 1, but is ${share}`)
      else if (before && (value < before.value || share < before.share || count < before.total))
        fault(`must not be below the row before it, but is ${shown(line.trim())}`)
      rows.push({ value, share, total: count })
      continue
    }
    const ofMean = MEAN.exec(line)
    const ofMax = MAX.exec(line)
    const [first, last] = [rows[0], rows.at(-1)]
    if (ofMean) {
      mean = Number(ofMean[1])
      if (first && last && !isWithin(mean, first.value, last.value))
        fault(`must have a Mean that lies in the rows, from ${first.value} to ${last.value}, but has ${mean}`)
    } else if (ofMax) {
      ;[max, total] = [Number(ofMax[1]), Number(ofMax[2])]
      if (last && !isWithin(max, last.value, last.value))
        fault(`must have the value of the last row, ${last.value}, as Max, but has ${max}`)
      if (last && total !== last.total)
        fault(`must have the count of the last row, ${last.total}, as Total count, but has ${total}`)
    } else if (line.trim() !== '' && !line.startsWith('#'))
      fault(`must be a row of value, percentile, count and 1/(1-percentile), but is ${shown(line.trim())}`)
  }
  if (faults.length === 0 && rows.length === 0)
    faults.push({
      line: heading + 2,
      column: 1,
      path: [],
      message: 'must be the first row of the table, but is missing',
    })
  if (faults.length === 0 && (mean === null || max === null || total === null))
    faults.push({
      line: lines.length,
      column: 1,
      path: [],
      message: 'must end in #[Mean = …] and #[Max = …, Total count = …]: the text was cut off',
    })
  return faults.length > 0
    ? { faults }
    : { table: { line: heading + 1, rows, mean: mean!, max: max!, total: total! } }
}

/** The value at a share, with the row before it: the first row that has the share, as HdrHistogram defines it. Undefined for a table without rows. */
export function rowAt(
  { rows }: HdrTable,
  share: number,
): { value: number; isExact: boolean; before: number } | undefined {
  const at = rows.findIndex((row) => row.share >= share)
  const row = rows[at]
  return row && { value: row.value, isExact: row.share === share, before: rows[at - 1]?.value ?? row.value }
}
