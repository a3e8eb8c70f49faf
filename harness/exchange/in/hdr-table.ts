/** Reads the table of percentiles that HdrHistogram prints, by itself and inside the output of wrk2. */
import type { Fault } from './malformed.ts'
import { shown } from './printable.ts'

export interface HdrTable {
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

export const isHeading = (line: string): boolean => HEADING.test(line)

/**
 * The first table of a text; null where there is none. A table begins with its heading and ends with `#[Mean` and `#[Max`.
 * @param lines all lines of the text
 */
export function readHdrTable(lines: readonly string[]): { table: HdrTable } | { faults: Fault[] } | null {
  const heading = lines.findIndex(isHeading)
  if (heading < 0) return null
  const rows: HdrTable['rows'] = []
  const faults: Fault[] = []
  let [mean, max, total]: (number | null)[] = [null, null, null]
  let at = heading + 1
  for (; at < lines.length && (mean === null || max === null); at++) {
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
    if (ofMean) mean = Number(ofMean[1])
    else if (ofMax) [max, total] = [Number(ofMax[1]), Number(ofMax[2])]
    else if (line.trim() !== '' && !line.startsWith('#'))
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
  const last = rows.at(-1)
  if (faults.length === 0 && last!.total > total!)
    faults.push({
      line: at,
      column: 1,
      path: [],
      message: `must have the count of the last row, ${last!.total}, as Total count, but has ${total!}`,
    })
  return faults.length > 0 ? { faults } : { table: { rows, mean: mean!, max: max!, total: total! } }
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
