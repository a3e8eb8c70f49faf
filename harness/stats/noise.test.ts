import { expect, test } from 'vitest'
import type { Noise } from './analysis.ts'
import { analyze } from './analyze.ts'
import { syntheticRun, type SyntheticArm, type SyntheticOptions } from './testing/synthetic-run.ts'

const ARMS: SyntheticArm[] = [
  { name: 'direct', role: 'baseline' },
  { name: 'direct-twin', role: 'twin', datapath: 'direct' },
]

function noise(options: SyntheticOptions): Noise {
  const { run, journal, evidence } = syntheticRun({ arms: ARMS, capacityRounds: 0, ...options })
  return analyze(run, journal, evidence, () => null).noise[0]!
}

test('a calm machine is quiet, and says what it resolves', () => {
  const calm = noise({ seed: 'calm', trialNoise: 0.01 })
  expect(calm.verdict).toBe('quiet')
  // The margin is 45 µs; to be found in nine of ten runs, a difference has to be larger by its own uncertainty.
  expect(calm.resolvesUs).toBeGreaterThan(45)
  expect(calm.resolvesUs).toBeLessThan(90)
  expect(calm.advice).toContain('precise enough')
})

test('a machine on which the same arm twice differs by much is noisy, and says how many bring-ups it would take', () => {
  const wild = noise({ seed: 'wild', trialNoise: 0.4 })
  expect(wild.verdict).toBe('noisy')
  expect(wild.advice).toMatch(/About \d+ bring-ups.* instead of 12/)
})

test('a twin that differs from its baseline makes the machine noisy, however narrow the interval', () => {
  const biased = noise({
    seed: 'biased',
    trialNoise: 0.01,
    arms: [ARMS[0]!, { ...ARMS[1]!, p50Us: 940 }],
  })
  expect(biased.verdict).toBe('noisy')
  expect(biased.warnings.join()).toContain('measured twice differs by more than chance')
})

test('a machine that slows down over the run is warned of', () => {
  expect(noise({ seed: 'drift', drift: 0.3 }).warnings.join()).toContain('slowed down over the run')
})

test('too few bring-ups for an interval are never quiet', () => {
  const short = noise({ seed: 'short', rounds: 4 })
  expect(short.verdict).toBe('noisy')
  expect(short.resolvesUs).toBeNull()
})

test('few bring-ups are warned of, as for every arm', () => {
  expect(noise({ seed: 'few', rounds: 8 }).warnings.join()).toContain(
    'only 4 bring-ups have the same arm twice',
  )
})

test('a twin that differs by the hop clock is warned of', () => {
  const biased = noise({
    seed: 'biased',
    hopClock: true,
    arms: [ARMS[0]!, { ...ARMS[1]!, transportUs: 20 }],
  })
  expect(biased.verdict).toBe('quiet')
  expect(biased.warnings.join()).toContain('by the hop clock, the same arm measured twice differs')
})
