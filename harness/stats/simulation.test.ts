/** The whole of `analyze` against runs whose truth is known: how often it says what is not so. */
import { expect, test } from 'vitest'
import type { Verdict } from './analysis.ts'
import { analyze } from './analyze.ts'
import { syntheticRun, type SyntheticOptions } from './testing/synthetic-run.ts'

const RUNS = 200

/** How often each verdict on the p50 of an arm comes up, as a share of runs. `direct` has a p50 of 900 µs. */
function verdicts(
  armP50Us: number,
  options: Omit<SyntheticOptions, 'seed' | 'arms'>,
): Record<Verdict, number> {
  const shares = { higher: 0, lower: 0, equivalent: 0, 'not resolved': 0, withheld: 0 }
  for (let index = 0; index < RUNS; index++) {
    const { run, journal } = syntheticRun({
      capacityRounds: 0,
      ...options,
      seed: `simulation ${armP50Us} ${index}`,
      arms: [
        { name: 'direct', role: 'baseline' },
        { name: 'direct-twin', role: 'twin', datapath: 'direct' },
        { name: 'arm', p50Us: armP50Us },
      ],
    })
    const analysis = analyze(run, journal, [], () => null)
    shares[analysis.comparisons.find(({ metric }) => metric === 'p50')!.verdict] += 1 / RUNS
  }
  return shares
}

test.each([0.01, 0.04, 0.15])(
  'an arm that costs nothing is hardly ever higher or lower, at noise %f',
  (trialNoise) => {
    const { higher, lower } = verdicts(900, { trialNoise })
    expect(higher + lower).toBeLessThan(0.05)
  },
)

test('nor where each bring-up has its own luck', () => {
  const { higher, lower } = verdicts(900, { trialNoise: 0.02, bringUpNoise: 0.05 })
  expect(higher + lower).toBeLessThan(0.05)
})

test('an arm that costs a fifth more is found', () => {
  expect(verdicts(1080, { trialNoise: 0.03 }).higher).toBeGreaterThan(0.95)
})

test('an arm that costs nothing is found equivalent on a quiet machine', () => {
  expect(verdicts(900, { trialNoise: 0.01 }).equivalent).toBeGreaterThan(0.95)
})

test.each([0.02, 0.05, 0.15])(
  'an arm that costs 8 %% more is not proved equal by noise of %f',
  (trialNoise) => {
    expect(verdicts(972, { trialNoise }).equivalent).toBeLessThan(0.05)
  },
)
