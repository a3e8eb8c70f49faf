/**
 * The layout of a raw file: for each completed page its four clocks in nanoseconds from the window's beginning, and its number,
 * all as doubles.
 */

export const RAW_CLOCKS = ['due', 'released', 'written', 'done'] as const
export type RawClock = (typeof RAW_CLOCKS)[number]

/** What a raw file holds of a page, in this order. `number` is the page number in the mark of the page's requests. */
export const RAW_COLUMNS = [...RAW_CLOCKS, 'number'] as const

/** Pages in a file; half a page at its end is none. */
export const pagesIn = (raw: Float64Array): number => Math.floor(raw.length / RAW_COLUMNS.length)

/** The time of every page between two clocks, in microseconds, in the order of the file. */
export function differencesUs(raw: Float64Array, from: RawClock, to: RawClock): Float64Array {
  const [first, last] = [RAW_COLUMNS.indexOf(from), RAW_COLUMNS.indexOf(to)]
  const differences = new Float64Array(pagesIn(raw))
  for (let page = 0; page < differences.length; page++) {
    const at = page * RAW_COLUMNS.length
    differences[page] = (raw[at + last]! - raw[at + first]!) / 1000
  }
  return differences
}

/** A raw file of version 1, which has the four clocks only, in today's layout: its pages have no number, NaN. */
export function withoutNumbers(clocks: Float64Array): Float64Array {
  const pages = Math.floor(clocks.length / RAW_CLOCKS.length)
  const raw = new Float64Array(pages * RAW_COLUMNS.length).fill(NaN)
  for (let page = 0; page < pages; page++) {
    const at = page * RAW_CLOCKS.length
    raw.set(clocks.subarray(at, at + RAW_CLOCKS.length), page * RAW_COLUMNS.length)
  }
  return raw
}
