/** The layout of a raw file: four clocks of each completed page, as doubles, in nanoseconds from the window's beginning. */

export const RAW_CLOCKS = ['due', 'released', 'written', 'done'] as const
export type RawClock = (typeof RAW_CLOCKS)[number]

/** Pages in a file; half a page at its end is none. */
export const pagesIn = (raw: Float64Array): number => Math.floor(raw.length / RAW_CLOCKS.length)

/** The time of every page between two clocks, in microseconds, in the order of the file. */
export function differencesUs(raw: Float64Array, from: RawClock, to: RawClock): Float64Array {
  const [first, last] = [RAW_CLOCKS.indexOf(from), RAW_CLOCKS.indexOf(to)]
  const differences = new Float64Array(pagesIn(raw))
  for (let page = 0; page < differences.length; page++) {
    const at = page * RAW_CLOCKS.length
    differences[page] = (raw[at + last]! - raw[at + first]!) / 1000
  }
  return differences
}
