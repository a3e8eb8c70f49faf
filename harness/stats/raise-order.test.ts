import { expect, test } from 'vitest'
import { roundOrder } from '../plan/williams-square.ts'
import { isNotMeasured } from '../results/measured.ts'
import type { NotMeasured } from '../results/record.ts'
import type { RaiseOrder } from './analysis.ts'
import { measurementsOf } from './measurements.ts'
import { raiseOrderOf } from './raise-order.ts'
import { syntheticRun, type SyntheticRun } from './testing/synthetic-run.ts'
import { usedRounds } from './used-rounds.ts'

/** Gives each bring-up an order, and slows arms down by their place. */
function raised(order: readonly string[][], { lastAdds = 0 } = {}) {
  return ({ journal }: SyntheticRun): void => {
    for (const record of journal) {
      if (record.kind === 'bring-up') record.raiseOrder = [...order[record.bringUp]!]
      if (record.kind !== 'trial' || record.status !== 'completed' || record.latency === null) continue
      const own = order[record.bringUp]!
      record.latency.serviceUs.p50 *= 1 + (lastAdds * own.indexOf(record.arm)) / (own.length - 1)
    }
  }
}

const ARMS = ['direct', 'direct-twin', 'kube-proxy-iptables', 'sidecar', 'sidecar-mtls', 'ebpf']
const BALANCED = roundOrder(ARMS, 12, 'raise')

function measuredEffect(seed: string, change: (run: SyntheticRun) => void): RaiseOrder | NotMeasured {
  const made = syntheticRun({ seed, bringUpNoise: 0.03 })
  change(made)
  const { run, journal, samplesOf } = made
  const measurements = measurementsOf(usedRounds(run, journal, run.loads[0]!.name), journal, samplesOf)
  return raiseOrderOf(journal, ['p50'], measurements)
}

function effectOf(seed: string, change: (run: SyntheticRun) => void): RaiseOrder {
  const effect = measuredEffect(seed, change)
  if (isNotMeasured(effect)) throw new Error(effect.notMeasured)
  return effect
}

test('an effect of the place is found, as a share from the first place to the last, and is in no difference', () => {
  const { imbalance, effects } = effectOf('placed', raised(BALANCED, { lastAdds: 0.1 }))
  expect(imbalance).toBe(0)
  const [{ metric, share } = expect.unreachable()] = effects
  expect(metric).toBe('p50')
  expect(share.values).toHaveLength(12)
  expect(share.interval!.low).toBeGreaterThan(0.05)
  expect(share.interval!.high).toBeLessThan(0.15)
  expect(share.interval!.low).toBeLessThan(0.1)
  expect(share.interval!.high).toBeGreaterThan(0.1)
})

test('where the place does nothing, about one interval in twenty says otherwise', () => {
  const misses = Array.from({ length: 100 }, (_, seed) => {
    const { share } = effectOf(`idle ${seed}`, raised(BALANCED)).effects[0]!
    return share.interval!.low > 0 || share.interval!.high < 0
  }).filter((missed) => missed)
  expect(misses.length).toBeLessThan(14)
})

test('an order that is not balanced is told; an arm that is dear and raised late does not make late places dear', () => {
  const lopsided = BALANCED.map((order) => [...order.filter((arm) => arm !== 'sidecar'), 'sidecar'])
  const { imbalance, effects } = effectOf('lopsided', raised(lopsided))
  expect(imbalance).toBeCloseTo(0.6, 1)
  expect(effects[0]!.share.interval!.low).toBeLessThan(0)
  expect(effects[0]!.share.interval!.high).toBeGreaterThan(0)
})

test('without an order in the records, or with one order only, nothing is measured', () => {
  const reasons = [BALANCED.map(() => []), BALANCED.map(() => ARMS)].map((order) =>
    measuredEffect('none', raised(order)),
  )
  expect(reasons).toEqual([
    { notMeasured: 'the records do not tell in which order arms were raised' },
    { notMeasured: 'it takes three bring-ups with figures, and more than one order of raising' },
  ])
})
