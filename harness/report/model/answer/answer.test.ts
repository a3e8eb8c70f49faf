import { expect, test } from 'vitest'
import { bothClocksInput } from '../../testing/synthetic-clock.ts'
import { syntheticInput, troubleOf } from '../../testing/synthetic-input.ts'
import type { ReportInput } from '../../report-input.ts'
import { metricCell } from '../metric-cells.ts'
import { answerOf } from './answer.ts'
import { viewsOf } from '../views.ts'

const answer = (input: ReportInput) => answerOf(viewsOf(input).loads, input)
const everyArm = ['direct', 'direct-twin', 'kube-proxy-iptables', 'sidecar', 'sidecar-mtls', 'ebpf']

test('the headline gives the rate, what a sidecar hop costs, and what eBPF costs', () => {
  const { headline } = answer(syntheticInput({ trialNoise: 0.005 }))
  expect(headline).toMatch(
    /^At 200 pages\/s, each hop through a sidecar with mutual TLS costs \d+ µs more than on kube-proxy \(iptables\)\. Our eBPF datapath is equivalent to kube-proxy \(iptables\), within \d+ µs a hop\.$/,
  )
})

test('the cost of the headline is the page difference divided by its hops', () => {
  const input = syntheticInput({ trialNoise: 0.005 })
  const p50 = input.analysis.comparisons.find(
    ({ arm, baseline, metric }) =>
      arm === 'sidecar-mtls' && baseline === 'kube-proxy-iptables' && metric === 'p50',
  )!
  expect(answer(input).headline).toContain(`costs ${(p50.difference.middle / 3).toFixed(0)} µs`)
})

test('a cost that is not resolved is called that, with its interval and no figure of its own', () => {
  const input = syntheticInput({ bringUpNoise: 0.06 })
  expect(answer(input).headline).toMatch(
    /(?:W|w)hat our eBPF datapath costs against kube-proxy \(iptables\) is not resolved: [−+\d.]+ to [−+\d.]+ µs\./,
  )
})

test('the second paragraph says what the cost buys and whose the eBPF datapath is', () => {
  const [figures, buys] = answer(syntheticInput()).lede
  expect(figures).toMatch(/A sidecar with mutual TLS compared with our eBPF datapath: \+\d+ µs \[\d+, \d+\]/)
  expect(figures).toMatch(
    /A sidecar with mutual TLS takes [45]\.\d times the CPU \[.*\], \+\d\.\d+ s \[.*\] for 1000 pages \(.*, without the load generator\)/,
  )
  expect(buys).toContain(
    'In this run, a sidecar with mutual TLS gave encryption, proof of identity, insight into HTTP and metrics; it could give L3/L4 policy and L7 policy, which this run did not exercise.',
  )
  expect(buys).toContain(
    'In this run, our eBPF datapath gave flow events; it could give L3/L4 policy, which this run did not exercise.',
  )
  expect(buys).toContain('Our eBPF datapath is a program of this benchmark')
})

test('on a noisy machine the headline begins with what cannot be told', () => {
  const { headline } = answer(syntheticInput({ trialNoise: 0.25 }))
  expect(headline).toMatch(/^This machine was noisy: costs under \d+ µs a hop cannot be told from chance\./)
})

test('a wide interval stands in the headline instead of its middle', () => {
  expect(answer(syntheticInput({ trialNoise: 0.3 })).headline).toMatch(
    /a sidecar with mutual TLS costs \d+ to \d+ µs/,
  )
})

test('where nothing is resolved the headline says just that', () => {
  const input = syntheticInput({ trouble: troubleOf('direct', 'invalid', 20) })
  expect(answer(input).headline).toMatch(/nothing was resolved|ranks nothing/)
})

test('an arm that failed is named with its reason', () => {
  const { headline } = answer(syntheticInput({ trouble: troubleOf('sidecar-mtls', 'failed') }))
  expect(headline).toContain(
    'A sidecar with mutual TLS has no figures: service middle ended with signal KILL',
  )
  expect(headline).toContain('Each hop through a sidecar costs')
})

test('a run without a completed trial says so and why', () => {
  const { headline, lede } = answer(
    syntheticInput({ trouble: everyArm.flatMap((arm) => troubleOf(arm, 'failed')) }),
  )
  expect(headline).toMatch(/^Nothing was measured/)
  expect(lede.join(' ')).toContain('service middle ended with signal KILL')
})

test('a run of which something else disturbed every trial says that none counts, and not that none was made', () => {
  const { headline } = answer(
    syntheticInput({ trouble: everyArm.flatMap((arm) => troubleOf(arm, 'invalid', 100)) }),
  )
  expect(headline).toMatch(/^Nothing can be compared: no trial counts. Most often: /)
})

test('arms that differ in services nobody calls are answered by what becomes of the cost', () => {
  const { headline } = answer(
    syntheticInput({
      trialNoise: 0.01,
      loads: [{ name: 'fresh', connection: 'per-request' }],
      arms: [
        { name: 'direct', role: 'baseline' },
        { name: 'direct-twin', role: 'twin', datapath: 'direct' },
        { name: 'kp-10', datapath: 'kube-proxy-iptables', fillerServices: 10, connectUs: 150 },
        { name: 'kp-10000', datapath: 'kube-proxy-iptables', fillerServices: 10_000, connectUs: 420 },
        { name: 'ebpf-10', datapath: 'ebpf', fillerServices: 10, connectUs: 132 },
        { name: 'ebpf-10000', datapath: 'ebpf', fillerServices: 10_000, connectUs: 132 },
      ],
    }),
  )
  expect(headline).toMatch(
    /^With 10,000 services instead of 10, through kube-proxy \(iptables\), opening a connection costs 2[67]\d µs more\. Through our eBPF datapath, opening a connection costs the same within the margin\.$/,
  )
})

test('arms that differ in their rules of policy are held against each other: what policy costs', () => {
  const arms = [
    { name: 'direct', role: 'baseline' as const },
    { name: 'direct-twin', role: 'twin' as const, datapath: 'direct' },
    { name: 'open', datapath: 'ebpf' },
    { name: 'many', datapath: 'ebpf', policyRules: 1000, p50Us: 990 },
  ]
  const told = (input: Parameters<typeof syntheticInput>[0]) =>
    answer(syntheticInput(input)).lede.filter((text) => text.startsWith('What policy costs'))
  expect(told({ trialNoise: 0.01, arms })).toHaveLength(1)
  expect(told({ trialNoise: 0.01, arms })[0]).toMatch(
    /^What policy costs at 200 pages\/s, with rules for each pod, by identity for each direction too\. many \(ours\), 1,000 rules that match nobody beside those that count, against open \(ours\), none: in what the client sees \+[23]\d µs a hop/,
  )
  expect(told({ trialNoise: 0.01 })).toEqual([])
})

test('what only the hop clock resolves stands in the headline with what the client sees, each verdict with its clock', () => {
  const { headline, lede } = answer(bothClocksInput({ bringUpNoise: 0.06 }))
  expect(headline).toMatch(
    /^At 200 pages\/s, by the user clock, each hop through a sidecar with mutual TLS costs [\d to]+ µs more than on kube-proxy \(iptables\)\./,
  )
  expect(headline).toMatch(
    /eBPF \(ours\): transport −1\d\.\d µs a hop \[−[\d.]+, −[\d.]+\] against kube-proxy \(iptables\) by the hop clock; too small to show in what the client sees here \(±\d+\)\.$/,
  )
  expect(headline).not.toContain('is not resolved')
  expect(lede[1]).toMatch(
    /^Why, by the hop clock, for each hop: sidecar, mTLS against kube-proxy: transport \+\d+ µs \[\d+, \d+\]/,
  )
  expect(lede[1]).toMatch(/The same datapath twice: transport [+−]?\d\.\d µs \[/)
})

test('a difference that the client sees without resolving it is not called too small to show', () => {
  const input = bothClocksInput({ bringUpNoise: 0.06 })
  const seen = input.analysis.comparisons.find(
    ({ arm, baseline, metric }) => arm === 'ebpf' && baseline === 'kube-proxy-iptables' && metric === 'p50',
  )!
  Object.assign(seen.perHop!.interval!, { low: -50.1, high: -8.6 })
  expect(answer(input).headline).toMatch(
    /by the hop clock; what the client sees here is not resolved, −50 to −8\.6 µs a hop\.$/,
  )
})

test('where the client sees no difference, what the hop clock resolves is said with the margin that holds it', () => {
  const { headline } = answer(bothClocksInput({ trialNoise: 0.005 }))
  expect(headline).toMatch(
    /eBPF \(ours\): transport −1\d\.\d µs a hop \[.*\] against kube-proxy \(iptables\) by the hop clock; what the client sees is equivalent, within \d+ µs a hop\.$/,
  )
  expect(headline).not.toContain('Our eBPF datapath is equivalent')
})

test('a hop clock that resolves nothing either leaves the headline to the user clock', () => {
  const { headline } = answer(bothClocksInput({ bringUpNoise: 0.06, hopNoise: { luck: 0.4, window: 0.4 } }))
  expect(headline).toMatch(
    /What our eBPF datapath costs against kube-proxy \(iptables\) is not resolved: .* µs\.$/,
  )
})

test('a run without a hop clock does not speak of clocks', () => {
  const { headline, lede } = answer(syntheticInput())
  expect([headline, ...lede].join(' ')).not.toMatch(/user clock|hop clock/)
})

test('whoever divides the printed CPU figures gets the printed ratio', () => {
  const view = viewsOf(syntheticInput()).loads[0]!
  for (const arm of view.treatments) {
    const cell = metricCell({ kind: 'treatment', arm, other: view.against(arm) }, view, 'cpu')
    const ratio = cell.beside[0]
    expect(ratio).toMatchObject({ unit: 'times' })
    expect(ratio!.kind === 'quantity' && ratio!.value).toBeCloseTo(
      view.level(arm, 'cpu')! / view.level(view.against(arm), 'cpu')!,
      9,
    )
  }
})

test('a further rate names its clock, as the first one does', () => {
  const kept = { connection: 'keep-alive' as const }
  const loads = [
    { name: 'light', ...kept },
    { name: 'busy', pagesPerSecond: 260, ...kept },
  ]
  expect(answer(bothClocksInput({ loads })).lede.at(-1)).toMatch(
    /^At 260 pages\/s \(load busy\), by the user clock, each hop/,
  )
  expect(answer(syntheticInput({ loads })).lede.at(-1)).toMatch(/^At 260 pages\/s \(load busy\), each hop/)
})
