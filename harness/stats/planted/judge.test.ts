/** The rule in simulated runs: how often a healthy instrument passes, and how often one that is wrong is caught. */
import { expect, test } from 'vitest'
import { seededRandom } from '../../numbers/seeded-random.ts'
import { allowanceOf, confidenceOfRows, judgeRow } from './judge.ts'
import type { PlantedFigure } from './planted-analysis.ts'

/**
 * The rows of the default run: what is planted, and the standard deviation of a difference between two equal arms from bring-up to
 * bring-up, as the sample has it between `direct` and `direct-again`.
 */
const ROWS: { figure: PlantedFigure; truth: number; sd: number }[] = [
  { figure: { of: 'app', service: 'prices' }, truth: 20, sd: 7.2 },
  { figure: { of: 'service CPU', service: 'prices' }, truth: 20, sd: 16.8 },
  { figure: { of: 'page' }, truth: 40, sd: 72 },
  { figure: { of: 'transport', from: 'client', to: 'orders' }, truth: 20, sd: 1.24 },
  { figure: { of: 'agent CPU' }, truth: 10, sd: 0.2 },
  { figure: { of: 'agent memory' }, truth: 21, sd: 0.05 },
  { figure: { of: 'transport', from: 'orders', to: 'stock' }, truth: 0, sd: 1.15 },
  { figure: { of: 'transport', from: 'stock', to: 'prices' }, truth: 0, sd: 0.54 },
  { figure: { of: 'app', service: 'orders' }, truth: 0, sd: 26 },
  { figure: { of: 'app', service: 'stock' }, truth: 0, sd: 30 },
  { figure: { of: 'app memory' }, truth: 0, sd: 7.5 },
]
const RUNS = 4000
const CONFIDENCE = confidenceOfRows(ROWS.length)

/** Share of simulated runs in which no row is missed. `factor`: what the instrument makes of one unit. */
function passShare(bringUps: number, factor: number, tail: number): number {
  const random = seededRandom(`planted ${bringUps} ${factor} ${tail}`)
  /** Normal, but every tenth value comes from a distribution that is `tail` times as wide. */
  const noise = (): number => random.normal() * (random.next() < 0.1 ? tail : 1)
  let passed = 0
  for (let run = 0; run < RUNS; run++) {
    const isMissed = ROWS.some(({ figure, truth, sd }) => {
      const values = Array.from({ length: bringUps }, () => ({
        measured: factor * truth + sd * noise(),
        truth,
      }))
      return (
        judgeRow(values, allowanceOf(figure, truth), truth > 0 ? null : Infinity, CONFIDENCE).verdict ===
        'missed'
      )
    })
    if (!isMissed) passed += 1
  }
  return passed / RUNS
}

/** Two standard errors of the share 0.99. */
const BY_CHANCE = 2 * Math.sqrt((0.99 * 0.01) / RUNS)

test.each([
  [12, 1],
  [12, 4],
  [6, 1],
  [6, 4],
])(
  'in %i bring-ups, a healthy instrument passes in 99 of 100 runs (tails %i times as wide)',
  (bringUps, tail) => {
    expect(passShare(bringUps, 1, tail)).toBeGreaterThan(0.99 - BY_CHANCE)
  },
)

test.each([
  [12, 2],
  [12, 0.5],
  [6, 2],
  [6, 0.5],
])('in %i bring-ups, an instrument that is wrong by a factor of %d is always caught', (bringUps, factor) => {
  expect(passShare(bringUps, factor, 1)).toBeLessThan(0.001)
})

test('the truth of each bring-up counts, and not their mean only', () => {
  const truths = [10, 20, 30, 40, 50, 60]
  const exact = truths.map((truth) => ({ measured: truth + 0.1, truth }))
  expect(judgeRow(exact, 1, null, CONFIDENCE)).toMatchObject({ truth: 35, verdict: 'found' })
  const { interval } = judgeRow(exact, 1, null, CONFIDENCE).estimate
  expect(interval!.high - interval!.low).toBeLessThan(0.01)
})

const around = (middle: number) => [-3, -1, 1, 3].map((step) => ({ measured: middle + step, truth: 0 }))

test('where nothing was planted, an interval that a whole effect fits into tells nothing, and so do too few bring-ups', () => {
  expect(judgeRow(around(0), 2, 20, 0.95).verdict).toBe('nothing')
  expect(judgeRow(around(0), 2, 4, 0.95).verdict).toBe('too coarse')
  expect(judgeRow(around(20), 2, 20, 0.95).verdict).toBe('missed')
  expect(judgeRow([{ measured: 20, truth: 0 }], 2, 20, 0.95)).toMatchObject({
    estimate: { interval: null },
    verdict: 'too coarse',
  })
})
