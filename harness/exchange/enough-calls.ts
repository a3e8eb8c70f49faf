/** Which percentiles a number of calls supports: the same rule for what is exported and for what is imported. */
import { isNotMeasured } from '../results/measured.ts'
import type { Reading } from '../results/record.ts'
import type { Withheld } from './withheld.ts'

/** A percentile rests on the calls beyond it, and hopbench wants ten of them: 1,000 calls for a p99 (docs/method.md). */
const CALLS_BEYOND = 10

/** From here on a percentile is a statement about the tail, which is not told where nobody knows how many calls are in it. */
const TAIL = 0.95

export interface CallsBehind {
  /** Calls whose latency is known. */
  done: Reading
  /** Calls that were asked for and never made: nobody knows how long they would have taken. */
  neverMade: Reading
}

/** "p99", "p99.9". @param share between 0 and 1 */
export const percentileName = (share: number): string => `p${Number((share * 100).toFixed(3))}`

/**
 * Why the percentile is withheld; null where it may be told. Calls that were never made were due when the system was slow, so they
 * belong to the tail: a percentile whose tail is no larger than their share says nothing.
 */
export function withheldPercentile(share: number, { done, neverMade }: CallsBehind): Withheld | null {
  const name = percentileName(share)
  if (isNotMeasured(done))
    return share < TAIL
      ? null
      : { withheld: `nobody knows how many calls the ${name} rests on: ${done.notMeasured}` }
  const fewest = Math.round(CALLS_BEYOND / (1 - share))
  if (done < fewest)
    return {
      withheld: `a ${name} needs ${fewest.toLocaleString('en')} calls, ${CALLS_BEYOND} of them beyond it; there are ${done.toLocaleString('en')}`,
    }
  if (isNotMeasured(neverMade) || neverMade === 0) return null
  const lost = neverMade / (neverMade + done)
  return lost < 1 - share
    ? null
    : {
        withheld: `${percent(lost)} of the calls that were asked for were never made, and a ${name} is about the slowest ${percent(1 - share)}`,
      }
}

const percent = (share: number): string => `${Number((share * 100).toPrecision(2))} %`
