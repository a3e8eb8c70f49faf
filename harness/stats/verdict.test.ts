import { describe, expect, test } from 'vitest'
import type { Metric } from './metrics.ts'
import { pairedEstimate, type PairedEstimate } from './paired.ts'
import { noiseFrom, type TwinEstimate } from './twins.ts'
import { bringUpsToResolve, judge, noiseAt } from './verdict.ts'

const QUIET = 10
const MARGIN = 50

/** A difference over 12 bring-ups whose interval is [low, high], between arms at this level. */
function difference(low: number, high: number, level = 1000): PairedEstimate {
  const estimate = { middle: (low + high) / 2, interval: { low, high, confidence: 0.95 } }
  return {
    difference: { ...estimate, values: new Array<number>(12).fill(estimate.middle) },
    ratio: null,
    levels: { arm: level, baseline: level },
    rounds: 24,
  }
}
const verdictOf = (low: number, high: number, extent: number | null = QUIET) =>
  judge('p50', difference(low, high), MARGIN, extent === null ? null : { extent, level: 1000 })

describe("by the user's clock, with a quiet machine", () => {
  test('an interval wholly beyond the margin is higher or lower', () => {
    expect(verdictOf(60, 90)).toEqual({ verdict: 'higher', reason: null })
    expect(verdictOf(-90, -60)).toEqual({ verdict: 'lower', reason: null })
  })

  test('an interval wholly inside the margin is equivalent, though it may exclude 0', () => {
    expect(verdictOf(-20, 30).verdict).toBe('equivalent')
    expect(verdictOf(5, 30).verdict).toBe('equivalent')
  })

  test('an interval across a border of the margin is not resolved, with what would resolve it', () => {
    expect(verdictOf(0, 60)).toEqual({
      verdict: 'not resolved',
      reason: expect.stringMatching(/crosses the margin of ±50 µs; about \d+ more bring-ups/) as string,
    })
  })
})

describe('the same arm twice', () => {
  test('raises the bar for higher and lower', () => {
    expect(verdictOf(60, 90, 80)).toEqual({
      verdict: 'not resolved',
      reason: expect.stringContaining('the same arm twice differs by up to 80 µs') as string,
    })
    expect(verdictOf(100, 120, 80).verdict).toBe('higher')
  })

  test('wider than the margin, proves nothing equal', () => {
    expect(verdictOf(-20, 30, 60).verdict).toBe('not resolved')
  })

  test('never widens the margin of what is equal', () => {
    expect(verdictOf(-70, 70, 80).verdict).toBe('not resolved')
  })

  test('not measured, leaves everything open', () => {
    expect(verdictOf(500, 600, null).verdict).toBe('not resolved')
  })
})

describe('by the hop clock', () => {
  const ofHop = (low: number, high: number, level = 17) =>
    judge('transport', difference(low, high, level), 5, { extent: 0.9, level: 17 }).verdict

  test('a direction has to clear the noise, and no margin', () => {
    expect(ofHop(1, 1.8)).toBe('higher')
    expect(ofHop(-13.7, -10.1)).toBe('lower')
    expect(ofHop(0.5, 5.5)).toBe('not resolved')
  })

  test('equal is what lies within 5 µs a hop', () => {
    expect(ofHop(-4.2, 4.1)).toBe('equivalent')
    expect(ofHop(-5.2, 1.1)).toBe('not resolved')
    expect(judge('transport', difference(-5.2, 1.1, 17), 5, { extent: 0, level: 17 }).reason).toMatch(
      /^the interval holds 0 and reaches beyond the margin of ±5\.0 µs a hop; about \d+ more bring-ups/,
    )
  })

  test('arms that take longer have to clear as much more, because luck is proportional', () => {
    expect(noiseAt({ extent: 0.9, level: 17 }, 'transport', { arm: 610, baseline: 25 })).toBeCloseTo(22.9, 1)
    expect(ofHop(20, 100, 430)).toBe('not resolved')
    expect(ofHop(30, 100, 430)).toBe('higher')
  })

  test.each<Metric>(['p50', 'cpu'])('and not so by %s', (metric) => {
    expect(noiseAt({ extent: 0.9, level: 17 }, metric, { arm: 610, baseline: 25 })).toBe(0.9)
  })
})

describe('noise', () => {
  const beside = { name: 'direct-again', within: null }
  const elsewhere = { name: 'direct-istio', within: 'istio' }
  const noiseOfTwins = (...twins: TwinEstimate[]) => [
    noiseFrom(twins, 'user')!.extent,
    noiseFrom(twins, 'hop')!.extent,
  ]

  test("by the user's clock is the farther end of the same arm's difference; by the hop clock none where that difference may be 0", () => {
    expect(noiseOfTwins({ twin: beside, aa: difference(-1, 2) })).toEqual([2, 0])
  })

  test('is that end by both clocks where the same arm twice differs by more than chance', () => {
    expect(noiseOfTwins({ twin: beside, aa: difference(0.5, 2) })).toEqual([2, 2])
  })

  test('is that end by both clocks in another cluster, because no two clusters are the same', () => {
    const twins = [
      { twin: elsewhere, aa: difference(-3, 1) },
      { twin: beside, aa: difference(-4, 1) },
    ]
    expect(noiseOfTwins(...twins)).toEqual([4, 3])
  })

  test('is not known where no twin has an interval', () => {
    expect(noiseFrom([{ twin: beside, aa: null }], 'hop')).toBeNull()
  })
})

test('too few bring-ups for an interval are said with the number it takes', () => {
  const few = pairedEstimate({ arm: [9, 9], baseline: [1, 1], rounds: 4 }, 1 - 0.05 / 6)!
  expect(judge('p50', few, MARGIN, { extent: QUIET, level: 1 }).reason).toBe(
    '2 bring-ups that both arms have give no interval; at least 3 are needed',
  )
})

describe('more bring-ups', () => {
  const bars = { metric: 'p50' as const, margin: MARGIN, noiseExtent: QUIET }
  test('four times as many halve an interval', () => {
    // Half-width 40 around 80: it clears the bar of 50 when it is under 30, at 12 × (40/30)² = 21.3 bring-ups.
    expect(bringUpsToResolve(12, 80, { low: 40, high: 120 }, bars)).toBe(22)
  })

  test('do not help a difference that sits on the border', () => {
    expect(bringUpsToResolve(12, 50, { low: 40, high: 60 }, bars)).toBeNull()
  })

  test('are advice up to the 100 of the longest run', () => {
    // Half-widths 80 and 90 around 80: 12 × (80/30)² = 85.3 and 12 × (90/30)² = 108 bring-ups.
    expect(bringUpsToResolve(12, 80, { low: 0, high: 160 }, bars)).toBe(86)
    expect(bringUpsToResolve(12, 80, { low: -10, high: 170 }, bars)).toBeNull()
  })
})

test('a ratio weighs twice and half the same, and is absent where a value is not above 0', () => {
  const paired = pairedEstimate({ arm: [2, 2, 1, 1], baseline: [1, 1, 2, 2], rounds: 8 }, 0.95)!
  expect(paired.ratio!.middle).toBeCloseTo(1, 12)
  expect(pairedEstimate({ arm: [1, -1], baseline: [1, 1], rounds: 2 }, 0.95)!.ratio).toBeNull()
})
