import { expect, test } from 'vitest'
import { measurementsOf } from './measurements.ts'
import { settlingOf } from './settling.ts'
import { syntheticRun, type SyntheticOptions } from './testing/synthetic-run.ts'
import { usedRounds } from './used-rounds.ts'

const PAIRS = [
  { arm: 'direct-twin', baseline: 'direct' },
  { arm: 'sidecar', baseline: 'kube-proxy-iptables' },
]

/** @param fallsUs by how much the page of each arm grows shorter from the first window of a bring-up to the second */
function settled(fallsUs: Record<string, number>, options: Partial<SyntheticOptions> = {}) {
  const { run, journal, samplesOf } = syntheticRun({ seed: 'settling', ...options })
  for (const record of journal)
    if (record.kind === 'trial' && record.status === 'completed' && record.latency !== null)
      record.latency.serviceUs.p50 -=
        (record.round % run.roundsPerBringUp) * (fallsUs[record.arm] ?? fallsUs['others'] ?? 0)
  const measurements = measurementsOf(usedRounds(run, journal, run.loads[0]!.name), journal, samplesOf)
  return settlingOf(run, PAIRS, ['p50'], measurements, 0.996)
}

test('what all arms get faster by within a bring-up is in no difference', () => {
  for (const { perHop } of settled({ others: 90 })) {
    expect(perHop.values).toHaveLength(12)
    expect(perHop.interval!.low).toBeLessThan(0)
    expect(perHop.interval!.high).toBeGreaterThan(0)
  }
})

test('an arm that gets faster than the one it is compared with is found, in µs a hop', () => {
  const [twins, sidecar] = settled({ sidecar: 900 })
  expect(twins!.perHop.interval!.high).toBeGreaterThan(0)
  expect(sidecar).toMatchObject({ arm: 'sidecar', baseline: 'kube-proxy-iptables', clock: 'user' })
  expect(sidecar!.perHop.interval!.low).toBeLessThan(-300)
  expect(sidecar!.perHop.interval!.high).toBeGreaterThan(-300)
  expect(sidecar!.perHop.interval!.high).toBeLessThan(0)
})

test('a bring-up that lacks the first or the last window of either arm is left out; with one window there is nothing to tell', () => {
  const [, sidecar] = settled({}, { trouble: [{ arm: 'sidecar', round: 3, status: 'invalid' }] })
  expect(sidecar!.perHop.values).toHaveLength(11)
  expect(settled({}, { roundsPerBringUp: 1, rounds: 12 })).toEqual([])
})
