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
  return settlingOf(run, PAIRS, ['p50'], measurements, 0.95)
}

test('what both arms get faster by is in no difference: one interval in twenty says otherwise', () => {
  const pairs = Array.from({ length: 60 }, (_, seed) => settled({ others: 90 }, { seed: `${seed}` })).flat()
  const misses = pairs.filter(({ perHop: { interval } }) => interval!.low > 0 || interval!.high < 0)
  expect(pairs).toHaveLength(120)
  expect(misses.length).toBeGreaterThan(0)
  expect(misses.length).toBeLessThan(14)
})

test('an arm that gets faster than the one it is compared with is found, in µs a hop', () => {
  const [, sidecar] = settled({ sidecar: 900 })
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
