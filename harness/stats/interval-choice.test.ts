/**
 * Why intervals over bring-ups are those of Student's t: simulated against the exact interval between order statistics, with
 * differences of pairs as the reference host has them. Components are shares of a figure: luck of an arm's processes in one
 * bring-up, and the noise of a window. The quiet day is that of the first sample; the noisy day has twice the luck.
 */
import { expect, test } from 'vitest'
import { mean } from '../numbers/mean.ts'
import { seededRandom } from '../numbers/seeded-random.ts'
import type { Interval } from './analysis.ts'
import { orderInterval } from './order-interval.ts'
import { tInterval } from './t-interval.ts'

const RUNS = 4000
/** Six comparisons by two clocks share 5 %. */
const FAMILY = 1 - 0.05 / 12

interface Host {
  luck: number
  window: number
  /** Share of bring-ups in which the luck of an arm is three times as large: the tails that a shared machine has. */
  outliers?: number
}
const QUIET: Host = { luck: 0.034, window: 0.039 }
const NOISY: Host = { luck: 0.07, window: 0.1 }
const TAILS: Host = { ...QUIET, outliers: 0.1 }

/** Differences of two equal arms, one for each bring-up. */
function differences(random: ReturnType<typeof seededRandom>, host: Host, bringUps: number, cycles: number) {
  const arm = (): number => {
    const luck = host.luck * random.normal() * (random.next() < (host.outliers ?? 0) ? 3 : 1)
    return mean(Array.from({ length: cycles }, () => luck + host.window * random.normal()))
  }
  return Array.from({ length: bringUps }, () => arm() - arm())
}

/** Share of runs whose interval holds the true difference 0, and the mean half-width in % of the figure. */
function tried(host: Host, bringUps: number, cycles: number, confidence: number) {
  const random = seededRandom(`intervals ${bringUps} ${cycles} ${confidence}`)
  const tally = { t: { covered: 0, width: 0 }, order: { covered: 0, width: 0, none: 0 } }
  const count = (into: { covered: number; width: number }, { low, high }: Interval): void => {
    if (low <= 0 && high >= 0) into.covered += 1 / RUNS
    into.width += ((high - low) / 2 / RUNS) * 100
  }
  for (let run = 0; run < RUNS; run++) {
    const values = differences(random, host, bringUps, cycles)
    count(tally.t, tInterval(values, confidence)!)
    const order = orderInterval(values, confidence)
    if (order) count(tally.order, order)
    else tally.order.none++
  }
  return tally
}

test.each([
  ['quiet', QUIET, 12, 2],
  ['noisy', NOISY, 12, 2],
  ['with outliers', TAILS, 12, 2],
  ['quick, quiet', QUIET, 6, 1],
  ['quick, with outliers', TAILS, 6, 1],
  ['an old run of four bring-ups', QUIET, 4, 3],
])('t covers what it promises: %s', (_name, host, bringUps, cycles) => {
  // Two standard errors below what is promised: 0.7 % at 95 %, 0.2 % at the family's confidence.
  expect(tried(host, bringUps, cycles, 0.95).t.covered).toBeGreaterThan(0.943)
  expect(tried(host, bringUps, cycles, FAMILY).t.covered).toBeGreaterThan(0.9935)
})

test('t is narrower than order statistics at twelve bring-ups', () => {
  const alone = tried(QUIET, 12, 2, 0.95)
  expect(alone.t.width).toBeLessThan(0.85 * alone.order.width)
  const family = tried(QUIET, 12, 2, FAMILY)
  expect(family.t.width).toBeLessThan(0.7 * family.order.width)
})

test('no order statistics of six bring-ups reach the confidence of a family', () => {
  expect(tried(QUIET, 6, 1, FAMILY).order.none).toBe(RUNS)
  expect(tried(QUIET, 6, 1, FAMILY).t.width).toBeGreaterThan(0)
})
