/** A histogram whose bucket borders have two significant digits: 90 buckets for each power of ten, each at most 10 % wide. */

export interface Bucket {
  /** Above this, up to and with `end`; the first bucket begins at the smallest value, the last one ends at the largest. */
  start: number
  end: number
  count: number
}

/** Buckets that hold something, in order. Empty without values. @param sorted values above 0, in ascending order */
export function twoDigitBuckets(sorted: Float64Array): Bucket[] {
  const buckets: Bucket[] = []
  for (const value of sorted) {
    const last = buckets.at(-1)
    if (last && value <= last.end) last.count += 1
    else buckets.push({ ...bordersOf(value), count: 1 })
  }
  if (buckets.length === 0) return buckets
  buckets[0]!.start = sorted[0]!
  buckets.at(-1)!.end = sorted.at(-1)!
  return buckets
}

function bordersOf(value: number): { start: number; end: number } {
  const exponent = Math.floor(Math.log10(value)) - 1
  const step = Math.ceil(value / 10 ** exponent)
  return { start: rounded(step - 1, exponent), end: rounded(step, exponent) }
}

/** Written as a number in a text would be, so that 23 steps of 10 are 230 and 23 of 0.1 are 2.3, without a tail of digits. */
const rounded = (steps: number, exponent: number): number => Number(`${steps}e${exponent}`)
