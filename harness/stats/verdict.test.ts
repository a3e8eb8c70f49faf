import { describe, expect, test } from 'vitest'
import { pairedEstimate, type PairedEstimate } from './paired.ts'
import { judge, roundsToResolve } from './verdict.ts'

const QUIET = { low: -10, high: 10 }
const MARGIN = 50

/** A difference whose interval at 12 rounds is [low, high]. */
function difference(low: number, high: number): PairedEstimate {
  const baseline = new Array<number>(12).fill(1000)
  // x(3) and x(10) are the ends of the interval at 95 %.
  const arm = [low, low, low, ...new Array<number>(6).fill((low + high) / 2), high, high, high]
  const bringUps = [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]
  return pairedEstimate({ arm: arm.map((us) => us + 1000), baseline, bringUps }, 0.95)!
}
const verdictOf = (low: number, high: number, noise: { low: number; high: number } | null = QUIET) =>
  judge(difference(low, high), 12, MARGIN, noise, 0.95, 'µs')

describe('with a quiet machine', () => {
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
      reason: expect.stringMatching(/crosses the margin of ±50 µs; about \d+ more rounds/) as string,
    })
  })
})

describe('the same arm twice', () => {
  test('raises the bar for higher and lower', () => {
    expect(verdictOf(60, 90, { low: -80, high: 20 })).toEqual({
      verdict: 'not resolved',
      reason: expect.stringContaining('the same arm twice differs by up to 80 µs') as string,
    })
    expect(verdictOf(100, 120, { low: -80, high: 20 }).verdict).toBe('higher')
  })

  test('wider than the margin, proves nothing equal', () => {
    expect(verdictOf(-20, 30, { low: -60, high: 60 }).verdict).toBe('not resolved')
  })

  test('never widens the margin of what is equal', () => {
    expect(verdictOf(-70, 70, { low: -80, high: 80 }).verdict).toBe('not resolved')
  })

  test('not measured, leaves everything open', () => {
    expect(verdictOf(500, 600, null).verdict).toBe('not resolved')
  })
})

test('too few rounds for an interval are said with the number it takes', () => {
  const few = pairedEstimate({ arm: [9, 9, 9], baseline: [1, 1, 1], bringUps: [0, 0, 0] }, 1 - 0.05 / 6)!
  expect(judge(few, 3, MARGIN, QUIET, 1 - 0.05 / 6, 'µs').reason).toBe(
    '3 usable rounds give no interval at 99.2 %; at least 8 are needed',
  )
})

describe('more rounds', () => {
  test('four times as many halve an interval', () => {
    // Half-width 40 around 80: it clears the bar of 50 when it is under 30, at 12 × (40/30)² = 21.3 rounds.
    expect(roundsToResolve(12, 80, { low: 40, high: 120 }, MARGIN, QUIET)).toBe(22)
  })

  test('do not help a difference that sits on the border', () => {
    expect(roundsToResolve(12, 50, { low: 40, high: 60 }, MARGIN, QUIET)).toBeNull()
  })
})

describe('where bring-ups dominate', () => {
  test('and are too few, a verdict has to hold in every bring-up', () => {
    // Six bring-ups of three rounds; 99.2 % takes eight. The interval over rounds, x(4)..x(15), leaves the first one out.
    const luck = [40, 200, 205, 210, 215, 220]
    const bringUps = Array.from({ length: 18 }, (_, round) => Math.floor(round / 3))
    const arm = bringUps.map((bringUp, round) => 1000 + luck[bringUp]! + (round % 3))
    const confidence = 1 - 0.05 / 6
    const paired = pairedEstimate({ arm, baseline: new Array<number>(18).fill(1000), bringUps }, confidence)!
    expect(paired).toMatchObject({ over: 'rounds', tooFewBringUps: true })
    expect(paired.difference.interval!.low).toBe(200)
    expect(judge(paired, 18, MARGIN, QUIET, confidence, 'µs')).toEqual({
      verdict: 'not resolved',
      reason: expect.stringContaining('more bring-ups') as string,
    })
  })

  test('and are enough, the interval is taken over their medians', () => {
    const twelve = Array.from({ length: 36 }, (_, round) => Math.floor(round / 3))
    const paired = pairedEstimate(
      {
        arm: twelve.map((bringUp, round) => 1000 + 10 * bringUp + (round % 3)),
        baseline: new Array<number>(36).fill(1000),
        bringUps: twelve,
      },
      0.95,
    )!
    expect(paired).toMatchObject({ over: 'bring-ups', tooFewBringUps: false })
    // Medians are 1, 11, … 111; x(3)..x(10) of twelve.
    expect(paired.difference.values).toHaveLength(12)
    expect(paired.difference.interval).toMatchObject({ low: 21, high: 91 })
  })
})

test('a ratio weighs twice and half the same, and is absent where a value is not above 0', () => {
  const bringUps = [0, 0, 0, 0]
  const paired = pairedEstimate({ arm: [2, 2, 1, 1], baseline: [1, 1, 2, 2], bringUps }, 0.95)!
  expect(paired.ratio!.median).toBeCloseTo(1, 12)
  expect(pairedEstimate({ arm: [1, -1], baseline: [1, 1], bringUps: [0, 0] }, 0.95)!.ratio).toBeNull()
})
