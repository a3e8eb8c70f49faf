/**
 * Why the interval of a ratio of two runs is Fieller's: simulated against the interval of its logarithm (both standard errors, the same
 * degrees of freedom) and against the widest range that two intervals allow, which earlier versions gave. A case is how well each side
 * knows its figure: half of its 95 % interval, as a share of the figure.
 */
import { expect, test } from 'vitest'
import { seededRandom } from '../numbers/seeded-random.ts'
import { studentT } from '../numbers/student-t.ts'
import { fiellerInterval, spreadOf, type Spread } from './ratio-of-means.ts'
import { tInterval } from './t-interval.ts'

const RUNS = 4000
const CONFIDENCE = 0.95
/** Real costs are 1.1 times the emulated. */
const RATIO = 1.1

interface Case {
  model: { bringUps: number; halfWidth: number }
  real: { bringUps: number; halfWidth: number }
  /** Share of bring-ups whose luck is three times as large. */
  outliers?: number
  /** −1 where both sides cost less than their ground. */
  sign?: 1 | -1
}

/** Values of one run whose interval has this half-width on average, as a share of their true mean. */
function drawn(
  random: ReturnType<typeof seededRandom>,
  truth: number,
  { bringUps, halfWidth }: Case['model'],
  outliers: number,
): number[] {
  const inflated = Math.sqrt(1 - outliers + 9 * outliers)
  const deviation = (halfWidth * Math.sqrt(bringUps)) / studentT(CONFIDENCE, bringUps - 1) / inflated
  return Array.from(
    { length: bringUps },
    () => truth * (1 + deviation * random.normal() * (random.next() < outliers ? 3 : 1)),
  )
}

/** The logarithm of the ratio ± t times its standard error; null where a mean is not above 0. */
function logInterval(of: Spread, by: Spread): { low: number; high: number } | null {
  if (of.mean <= 0 || by.mean <= 0) return null
  const shares = [of, by].map(({ mean, variance, count }) => ({
    error: variance / count / mean ** 2,
    freedom: count - 1,
  }))
  const sum = shares.reduce((total, { error }) => total + error, 0)
  const freedom = sum ** 2 / shares.reduce((total, { error, freedom: own }) => total + error ** 2 / own, 0)
  // Whole degrees of freedom, rounded down, so that the limits of t are found once.
  const reach = studentT(CONFIDENCE, Math.max(1, Math.floor(freedom))) * Math.sqrt(sum)
  return { low: (of.mean / by.mean) * Math.exp(-reach), high: (of.mean / by.mean) * Math.exp(reach) }
}

/** Shares of runs: intervals that hold the true ratio, of those that there are; runs without one; and the mean width. */
function tried({ model, real, outliers = 0, sign = 1 }: Case) {
  const random = seededRandom(`ratio ${JSON.stringify([model, real, outliers])}`)
  const tally = () => ({ held: 0, given: 0, width: 0 })
  const [fieller, log, widest] = [tally(), tally(), tally()]
  const count = (into: typeof fieller, interval: { low: number; high: number } | null): void => {
    if (interval === null) return
    into.given++
    into.width += interval.high - interval.low
    if (interval.low <= RATIO && interval.high >= RATIO) into.held++
  }
  for (let run = 0; run < RUNS; run++) {
    const [of, by] = [drawn(random, sign * RATIO, real, outliers), drawn(random, sign, model, outliers)]
    count(fieller, fiellerInterval(spreadOf(of), spreadOf(by), CONFIDENCE))
    count(log, logInterval(spreadOf(of), spreadOf(by)))
    const [ofT, byT] = [tInterval(of, CONFIDENCE)!, tInterval(by, CONFIDENCE)!]
    count(widest, byT.low > 0 ? { low: ofT.low / byT.high, high: ofT.high / byT.low } : null)
  }
  const share = ({ held, given, width }: typeof fieller) => ({
    covers: held / given,
    given: given / RUNS,
    width: width / given,
  })
  return { fieller: share(fieller), log: share(log), widest: share(widest) }
}

const both = (bringUps: number, halfWidth: number): Case => ({
  model: { bringUps, halfWidth },
  real: { bringUps, halfWidth },
})

test.each<[string, Case]>([
  ['8 bring-ups on both sides, each figure to ±10 %', both(8, 0.1)],
  ['12 bring-ups on both sides, each figure to ±10 %', both(12, 0.1)],
  ['8 bring-ups, each difference to ±30 %', both(8, 0.3)],
  ['12 bring-ups, each difference to ±30 %', both(12, 0.3)],
  [
    '12 emulated and 8 real, as the samples have',
    { model: { bringUps: 12, halfWidth: 0.09 }, real: { bringUps: 8, halfWidth: 0.07 } },
  ],
  [
    'only the real difference is known to ±30 %',
    { model: { bringUps: 12, halfWidth: 0.05 }, real: { bringUps: 8, halfWidth: 0.3 } },
  ],
  [
    'only the emulated difference is known to ±30 %',
    { model: { bringUps: 8, halfWidth: 0.3 }, real: { bringUps: 12, halfWidth: 0.05 } },
  ],
  ['outliers, 8 bring-ups, each figure to ±10 %', { ...both(8, 0.1), outliers: 0.1 }],
  ['outliers, 12 bring-ups, each difference to ±30 %', { ...both(12, 0.3), outliers: 0.1 }],
])("Fieller's interval covers what it promises: %s", (_name, which) => {
  const { fieller, log, widest } = tried(which)
  // 95 %, less two standard errors and a bit: 0.7 % and 0.3 %.
  expect(fieller.covers).toBeGreaterThan(0.94)
  expect(fieller.given).toBeGreaterThan(0.99)
  // The interval of the logarithm covers as much and is about as wide, but needs both figures above 0.
  expect(log.covers).toBeGreaterThan(0.94)
  expect(fieller.width / log.width).toBeLessThan(1.2)
  // The widest range is wider than it has to be.
  expect(widest.covers).toBeGreaterThan(0.965)
  expect(widest.width / fieller.width).toBeGreaterThan(1.1)
})

test.each([8, 12])(
  'where the standard error of both differences is 30 %%, it covers or is not given: %i bring-ups',
  (bringUps) => {
    const { fieller } = tried(both(bringUps, 0.3 * studentT(CONFIDENCE, bringUps - 1)))
    expect(fieller.covers).toBeGreaterThan(0.94)
    expect(fieller.given).toBeGreaterThan(0.75)
  },
)

test('two savings, of which a logarithm knows nothing, are covered as two costs are', () => {
  const { fieller, log } = tried({ ...both(8, 0.2), sign: -1 })
  expect(fieller.covers).toBeGreaterThan(0.94)
  expect(log.given).toBe(0)
})
