/** When each page is due: a constant rate with some seeded jitter, the same for every arm of a round. */
import { seededRandom } from '../../numbers/seeded-random.ts'

/**
 * A page is due up to this share of the interval early or late, uniformly distributed. Without jitter the pages could stay in
 * phase with periodic work of the kernel (compare fortio's -jitter, Nighthawk's --jitter-uniform).
 */
const JITTER = 0.1

/**
 * An endless sequence of due times, in milliseconds from the beginning of the measured window. Negative times belong to the
 * warm-up. Jitter moves a page only within its own interval, so the rate is exact and every window has the same number of pages.
 */
export function* dueTimes(pagesPerSecond: number, warmUpMs: number, seed: string): Generator<number, never> {
  const random = seededRandom(seed)
  const intervalMs = 1000 / pagesPerSecond
  for (let page = -Math.floor(warmUpMs / intervalMs); ; page++) {
    yield (page + 0.5 + JITTER * (2 * random.next() - 1)) * intervalMs
  }
}
