import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../numbers/seeded-random.ts'
import { changeOf } from './changes.ts'
import { GATE_METRICS } from './gate-metrics.ts'
import { judgeChange, judgeErrors, looksFor } from './judge-change.ts'

const DEFAULT = { share: 0.1, hasFloors: true }
/** Of ten rows that share an error of 5 %. */
const CONFIDENCE = 0.995

/** A gate of 27 bring-ups: base's figure in each, and head's with the effect, both with this relative noise. */
function judged(
  { base, effect, noise }: { base: number; effect: number; noise: number },
  { limits = DEFAULT, seed = 'gate', least = GATE_METRICS.transport.least } = {},
) {
  const random = seededRandom(`${seed} ${base} ${effect} ${noise}`)
  const values = (of: number) => Array.from({ length: 27 }, () => of * (1 + noise * random.normal()))
  const figures = { base: values(base), head: values(base * (1 + effect)), isPaired: true, ofClient: null }
  return judgeChange(changeOf(figures, CONFIDENCE)!, looksFor({ least }, base, limits), null).judgement
}

/** How many of a hundred gates judge so. */
const times = (judgement: string, what: Parameters<typeof judged>[0]): number =>
  Array.from({ length: 100 }, (_, n) => judged(what, { seed: `gate ${n}` })).filter(
    (one) => one === judgement,
  ).length

test('a change of a tenth is found in 19 of 20 gates, with the noise that transport and CPU have', () => {
  expect(times('regression', { base: 15, effect: 0.1, noise: 0.055 })).toBeGreaterThanOrEqual(95)
})

test('two versions that are alike are never a regression, and most gates say that they are fine', () => {
  const alike = { base: 15, effect: 0, noise: 0.055 }
  expect(times('regression', alike)).toBe(0)
  expect(times('fine', alike)).toBeGreaterThanOrEqual(85)
})

test('with noise in which a tenth would drown, the gate says that it could not tell, and no regression', () => {
  const noisy = { base: 15, effect: 0, noise: 0.4 }
  expect(times('could not tell', noisy)).toBeGreaterThanOrEqual(80)
  expect(times('regression', noisy)).toBeLessThanOrEqual(3)
})

describe('12 % more of 2 µs', () => {
  const small = { base: 2, effect: 0.12, noise: 0.01 }

  test('is no regression, because a quarter of a microsecond matters to nobody', () => {
    expect(judged(small)).toBe('fine')
  })

  test('is one for whoever asks', () => {
    expect(judged(small, { limits: { share: 0.1, hasFloors: false } })).toBe('regression')
  })
})

test('an improvement is fine', () => {
  expect(judged({ base: 15, effect: -0.3, noise: 0.03 })).toBe('fine')
})

test('where the same code twice differs by as much, the machine may be the reason', () => {
  const interval = { low: 1, high: 3, confidence: CONFIDENCE }
  const change = { middle: 2, interval, bringUps: 20 }
  expect(judgeChange(change, 1.5, null)).toEqual({ judgement: 'regression', why: null })
  expect(judgeChange(change, 1.5, change)).toEqual({
    judgement: 'could not tell',
    why: { kind: 'same code differs', by: 2 },
  })
  const quiet = { ...change, middle: 0.1, interval: { ...interval, low: -0.1, high: 0.3 } }
  expect(judgeChange(change, 1.5, quiet).judgement).toBe('regression')
})

test('without an interval nothing can be told', () => {
  expect(judgeChange({ middle: 9, interval: null, bringUps: 2 }, 1, null)).toEqual({
    judgement: 'could not tell',
    why: { kind: 'too few bring-ups', bringUps: 2 },
  })
})

describe('errors', () => {
  const of = 2200
  test('that both sides have as often are fine, as is one page in a thousand', () => {
    expect(judgeErrors({ count: 40, of }, { count: 41, of }, DEFAULT).judgement).toBe('fine')
    expect(judgeErrors({ count: 0, of }, { count: 2, of }, DEFAULT).judgement).toBe('fine')
  })
  test('that only head has are a regression when chance does not bring so many', () => {
    expect(judgeErrors({ count: 0, of }, { count: 30, of }, DEFAULT).judgement).toBe('regression')
    expect(judgeErrors({ count: 2, of }, { count: 7, of }, DEFAULT)).toEqual({
      judgement: 'could not tell',
      why: { kind: 'chance' },
    })
  })
  test('of thousands of pages are counted exactly', () => {
    expect(judgeErrors({ count: 1000, of }, { count: 1010, of }, DEFAULT).judgement).toBe('could not tell')
    expect(judgeErrors({ count: 900, of }, { count: 1100, of }, DEFAULT).judgement).toBe('regression')
  })
})
