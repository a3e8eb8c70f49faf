import { expect, test } from 'vitest'
import { syntheticInput } from '../testing/synthetic-input.ts'
import { barNotCleared } from './bar-not-cleared.ts'
import type { LoadView } from './load-view.ts'
import { treatmentRow } from './answer/leading.ts'
import { viewsOf } from './views.ts'

const [view] = viewsOf(syntheticInput()).loads
const arm = view!.treatments.find(({ name }) => name === 'sidecar')!

/** The view, with another comparison and another difference of the same arm twice, in CPU-seconds. */
const changed = (low: number, high: number, margin: number, noise: number): LoadView => ({
  ...view!,
  comparison: (...asked) => {
    const own = view!.comparison(...asked)!
    const interval = { low, high, confidence: 0.99 }
    return { ...own, margin, verdict: 'not resolved', difference: { ...own.difference, interval } }
  },
  twinDifference: (...asked) => {
    const own = view!.twinDifference(...asked)!
    const interval = { low: -noise, high: 0.01, confidence: 0.95 }
    return { ...own, difference: { ...own.difference, interval } }
  },
})

test.each([
  ['noise', 0.12, 0.33, 0.05, 0.2, 'above 0, but not wholly beyond the noise of ±0.20 s'],
  ['margin', -0.33, -0.12, 0.15, 0.1, 'below 0, but not wholly beyond the margin of ±0.15 s'],
])('a difference on one side of 0 that the %s holds back says so', (_, low, high, margin, noise, text) =>
  expect(barNotCleared(treatmentRow(arm, view!), changed(low, high, margin, noise), 'cpu', 'CPU-s')).toBe(
    text,
  ),
)

test('an interval that holds 0 needs no such word, nor does one with another reason', () => {
  const row = treatmentRow(arm, view!)
  expect(barNotCleared(row, changed(-0.1, 0.3, 0.15, 0.2), 'cpu', 'CPU-s')).toBeNull()
  expect(barNotCleared(row, changed(0.4, 0.6, 0.15, 0.2), 'cpu', 'CPU-s')).toBeNull()
})
