/** The distribution of all pages of the used rounds, at fixed shares. It is only drawn; no interval is computed from it. */
import { quantileSorted } from '../numbers/quantile.ts'
import { differencesUs, pagesIn } from '../results/raw-samples.ts'

/** Every 2 %, and denser where tails are: 61 points draw a smooth line. */
const SHARES = [
  0.001,
  0.0025,
  0.005,
  0.01,
  ...Array.from({ length: 49 }, (_, index) => (index + 1) / 50),
  0.985,
  0.99,
  0.9925,
  0.995,
  0.9975,
  0.999,
  0.9995,
  0.9999,
]

/** A share is drawn only if at least this many pages lie beyond it. It is the same ten that a trial's p99 has with 1000 pages. */
const FEWEST_BEYOND = 10

/**
 * Service time (done − written, as in the records) in µs at each share that has pages enough beyond it.
 * @param files contents of raw files; those that are gone or cut off are left out
 */
export function cdf(files: readonly (Float64Array | null)[]): { share: number; us: number }[] {
  const present = files.filter((file) => file !== null)
  const pages = present.reduce((count, file) => count + pagesIn(file), 0)
  const serviceUs = new Float64Array(pages)
  let page = 0
  for (const file of present) {
    const ofFile = differencesUs(file, 'written', 'done')
    serviceUs.set(ofFile, page)
    page += ofFile.length
  }
  serviceUs.sort()
  // The small slack lets ten of 1000 be ten: 1000 × (1 − 0.99) is 9.999….
  return SHARES.filter((share) => pages * Math.min(share, 1 - share) > FEWEST_BEYOND - 1e-6).map((share) => ({
    share,
    us: quantileSorted(serviceUs, share),
  }))
}
