/** When each page is due: a constant rate with a little seeded jitter, the same for every arm of a round. */
import { seededRandom } from '../../numbers/seeded-random.ts'

/**
 * Share of the interval by which a page is due early or late, uniformly: against phase lock with periodic work of the
 * kernel (fortio's -jitter, Nighthawk's --jitter-uniform).
 */
const JITTER = 0.1

/**
 * Due times in milliseconds from the beginning of the measured window, without end; negative ones are the warm-up.
 * Each page moves within its own interval, so that the rate is exact and every window has the same number of pages.
 */
export function* dueTimes(pagesPerSecond: number, warmUpMs: number, seed: string): Generator<number, never> {
  const random = seededRandom(seed)
  const intervalMs = 1000 / pagesPerSecond
  for (let page = -Math.floor(warmUpMs / intervalMs); ; page++) {
    yield (page + 0.5 + JITTER * (2 * random.next() - 1)) * intervalMs
  }
}
