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
  expect(calm.resolvesUs).toBeGreaterThan(45)
  expect(calm.advice).toContain('precise enough')
})

test('a machine on which the same arm twice differs by much is noisy, and says how many rounds it would take', () => {
  const wild = noise({ seed: 'wild', trialNoise: 0.4 })
  expect(wild.verdict).toBe('noisy')
  expect(wild.advice).toMatch(/About \d+ rounds.* instead of 12/)
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

test('too few rounds for an interval are never quiet', () => {
  const short = noise({ seed: 'short', rounds: 5 })
  expect(short.verdict).toBe('noisy')
  expect(short.resolvesUs).toBeNull()
})

test('luck of bring-ups is found and named when an arm has it', () => {
  const warnings = noise({
    seed: 'luck',
    trialNoise: 0.005,
    bringUpNoise: 0.08,
    arms: [...ARMS, { name: 'ebpf' }],
  }).warnings.join()
  expect(warnings).toContain('bring-ups of ebpf differ more than the rounds within them')
})
