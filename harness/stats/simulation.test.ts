/** The rule of verdicts against runs whose truth is known: how often it says what is not so. */
import { expect, test, vi } from 'vitest'
import { isNotMeasured } from '../results/measured.ts'
import type { Comparison, Verdict } from './analysis.ts'
import { analyze } from './analyze.ts'
import { compareLoad } from './compare.ts'
import { measurementsOf } from './measurements.ts'
import { metricsOf, headlinesOf, type Metric } from './metrics.ts'
import { usedRounds } from './used-rounds.ts'
import { syntheticRun, type SyntheticArm, type SyntheticOptions } from './testing/synthetic-run.ts'

vi.setConfig({ testTimeout: 60_000 })

const RUNS = 100

const ARMS: SyntheticArm[] = [
  { name: 'direct', role: 'baseline' },
  { name: 'direct-twin', role: 'twin', datapath: 'direct' },
]

function runsOf(arms: SyntheticArm[], options: Omit<SyntheticOptions, 'seed' | 'arms'>) {
  return Array.from({ length: RUNS }, (_, index) =>
    syntheticRun({ capacityRounds: 0, ...options, seed: `simulation ${index}`, arms: [...ARMS, ...arms] }),
  )
}

/** The comparisons of `analyze`, without the summaries and the error rates. */
function compared({ run, journal }: ReturnType<typeof syntheticRun>): Comparison[] {
  const rounds = usedRounds(run, journal, 'steady')
  return compareLoad({
    ...{ run, rounds, measurements: measurementsOf(rounds, journal, () => null) },
    metrics: metricsOf(run, 'steady', journal),
    confidence: 1 - 0.05 / (run.comparisons.length * headlinesOf(journal).length),
    ...{ evidence: [], lost: [], withheld: null, clockObstacle: null },
  }).comparisons
}

/** Runs whose promises are looked at: each of them simulates a thousand runs. */
const PROMISES = 10

function ratesOf({ run, journal }: ReturnType<typeof syntheticRun>) {
  const { rates } = analyze(run, journal, [], () => null).errorRates[0]!
  if (isNotMeasured(rates)) throw new Error(rates.notMeasured)
  return rates
}

/** How often each verdict on a metric of the arm comes up, as a share of runs. `direct` has a p50 of 900 µs, and 17 µs of transport a hop. */
function verdicts(
  arm: Partial<SyntheticArm>,
  metric: Metric,
  options: Omit<SyntheticOptions, 'seed' | 'arms'>,
): Record<Verdict, number> {
  const shares = { higher: 0, lower: 0, equivalent: 0, 'not resolved': 0, withheld: 0 }
  for (const run of runsOf([{ name: 'arm', ...arm }], options))
    shares[compared(run).find((one) => one.metric === metric)!.verdict] += 1 / RUNS
  return shares
}

test.each([0.01, 0.04, 0.15])(
  'an arm that costs nothing is hardly ever higher or lower, at noise %f',
  (trialNoise) => {
    const { higher, lower } = verdicts({}, 'p50', { trialNoise })
    expect(higher + lower).toBeLessThan(0.05)
  },
)

test('nor where each bring-up has its own luck', () => {
  const { higher, lower } = verdicts({}, 'p50', { trialNoise: 0.02, bringUpNoise: 0.05 })
  expect(higher + lower).toBeLessThan(0.05)
})

test('an arm that costs a fifth more is found', () => {
  expect(verdicts({ p50Us: 1080 }, 'p50', { trialNoise: 0.03 }).higher).toBeGreaterThan(0.95)
})

test('an arm that costs nothing is found equivalent on a quiet machine', () => {
  expect(verdicts({}, 'p50', { trialNoise: 0.01 }).equivalent).toBeGreaterThan(0.95)
})

test.each([0.02, 0.05, 0.15])(
  'an arm that costs 8 %% more is not proved equal by noise of %f',
  (trialNoise) => {
    expect(verdicts({ p50Us: 972 }, 'p50', { trialNoise }).equivalent).toBeLessThan(0.05)
  },
)

test('by the hop clock, an arm that costs nothing is equivalent in most runs and hardly ever higher or lower', () => {
  const { higher, lower, equivalent } = verdicts({}, 'transport', { hopClock: true })
  expect(equivalent).toBeGreaterThan(0.8)
  expect(higher + lower).toBeLessThan(0.05)
})

test('so it is with as much noise as a busy host has, where 5 µs a hop are still found', () => {
  // The same arm twice to ±1.9 µs a hop, at 95 %.
  const noisy = { hopClock: true, hopNoise: { luck: 0.1, window: 0.1 } }
  expect(verdicts({}, 'transport', noisy).equivalent).toBeGreaterThan(0.8)
  expect(verdicts({ transportUs: 22 }, 'transport', noisy).higher).toBeGreaterThan(0.85)
})

test('what kube-proxy and eBPF differ by is found by the hop clock, in a run that cannot tell them apart by the user clock', () => {
  const noise = { trialNoise: 0.04, bringUpNoise: 0.035, hopClock: true }
  const ebpf = { p50Us: 882, transportUs: 11 }
  expect(verdicts(ebpf, 'transport', noise).lower).toBeGreaterThan(0.95)
  expect(verdicts(ebpf, 'p50', noise)['not resolved']).toBeGreaterThan(0.5)
})

test('what a report promises of the error of its family holds over many runs', () => {
  const options = {
    hopClock: true,
    trialNoise: 0.04,
    bringUpNoise: 0.035,
    hopNoise: { luck: 0.06, window: 0.06 },
  }
  const runs = runsOf(
    [
      { name: 'kube-proxy-iptables', p50Us: 925, transportUs: 25 },
      { name: 'ebpf', p50Us: 890, transportUs: 14 },
      { name: 'sidecar-mtls', p50Us: 2950, transportUs: 670 },
    ],
    options,
  )
  const truth: Record<string, { p50: number; transport: number }> = {
    direct: { p50: 900, transport: 17 },
    'kube-proxy-iptables': { p50: 925, transport: 25 },
    ebpf: { p50: 890, transport: 14 },
    'sidecar-mtls': { p50: 2950, transport: 670 },
  }
  const isMissed = ({ arm, baseline, metric, difference: { interval } }: Comparison): boolean => {
    if (metric !== 'p50' && metric !== 'transport') return false
    const true_ = truth[arm]![metric] - truth[baseline]![metric]
    return interval!.low > true_ || interval!.high < true_
  }
  const missed = runs.filter((run) => compared(run).some(isMissed)).length / RUNS
  for (const { familyError, aaAlarms, wrongDirections } of runs.slice(0, PROMISES).map(ratesOf)) {
    // 5 %, and two standard errors of 1000 simulated runs.
    expect(familyError).toBeLessThan(0.064)
    expect(aaAlarms).toBeLessThan(0.064)
    expect(wrongDirections).toBeLessThan(0.03)
  }
  // 5 %, and two standard errors of 100 runs.
  expect(missed).toBeLessThan(0.094)
})

test('what a report says it finds in nine of ten runs, nine of ten runs find', () => {
  const options = { hopClock: true, trialNoise: 0.03, bringUpNoise: 0.02 }
  const finds = runsOf([{ name: 'arm' }], options)
    .slice(0, PROMISES)
    .map((run) => ratesOf(run).clocks.find(({ clock }) => clock === 'hop')!.comparisons[0]!.finds)
  const promised = finds.reduce((sum, value) => sum + value, 0) / PROMISES
  const found = verdicts({ transportUs: 17 + promised }, 'transport', options).higher
  expect(found).toBeGreaterThan(0.8)
  expect(found).toBeLessThan(0.98)
})
