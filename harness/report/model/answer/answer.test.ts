import { expect, test } from 'vitest'
import { syntheticInput, troubleOf } from '../../testing/synthetic-input.ts'
import type { ReportInput } from '../../report-input.ts'
import { answerOf } from './answer.ts'
import { viewsOf } from '../views.ts'

const answer = (input: ReportInput) => answerOf(viewsOf(input).loads, input)
const everyArm = ['direct', 'direct-twin', 'kube-proxy-iptables', 'sidecar', 'sidecar-mtls', 'ebpf']

test('the headline gives the rate, what a sidecar hop costs, and what eBPF costs', () => {
  const { headline } = answer(syntheticInput({ trialNoise: 0.005 }))
  expect(headline).toMatch(
    /^At 200 pages\/s, each hop through a sidecar costs \d+ µs\. Our eBPF datapath is equivalent to the plain network, within \d+ µs a hop\.$/,
  )
})

test('the cost of the headline is the page difference divided by its hops', () => {
  const input = syntheticInput({ trialNoise: 0.005 })
  const p50 = input.analysis.comparisons.find(
    ({ arm, baseline, metric }) => arm === 'sidecar' && baseline === 'direct' && metric === 'p50',
  )!
  expect(answer(input).headline).toContain(`costs ${(p50.difference.median / 3).toFixed(0)} µs`)
})

test('a cost that is not resolved is called that, with its interval and no figure of its own', () => {
  const input = syntheticInput()
  expect(answer(input).headline).toMatch(
    /What our eBPF datapath costs is not resolved: [−+\d.]+ to [−+\d.]+ µs\./,
  )
})

test('the second paragraph says what the cost buys and whose the eBPF datapath is', () => {
  const [figures, buys] = answer(syntheticInput()).lede
  expect(figures).toMatch(/A sidecar compared with our eBPF datapath: \+\d+ µs \[\d+, \d+\]/)
  expect(figures).toMatch(
    /A sidecar takes 4\.\d times the CPU \[.*\], \+\d\.\d+ s \[.*\] for 1000 pages \(.*, without the load generator\)/,
  )
  expect(buys).toContain('A sidecar with mutual TLS costs')
  expect(buys).toContain('adds encryption, proof of identity')
  expect(buys).toContain('Our eBPF datapath is a program of this benchmark')
})

test('on a noisy machine the headline begins with what cannot be told', () => {
  const { headline } = answer(syntheticInput({ trialNoise: 0.25 }))
  expect(headline).toMatch(/^This machine was noisy: costs under \d+ µs a hop cannot be told from chance\./)
})

test('a wide interval stands in the headline instead of its middle', () => {
  expect(answer(syntheticInput({ trialNoise: 0.25 })).headline).toMatch(/a sidecar costs \d+ to \d+ µs/)
})

test('where nothing is resolved the headline says just that', () => {
  const input = syntheticInput({ trouble: troubleOf('ebpf', 'invalid', 6) })
  expect(answer(input).headline).toMatch(/nothing was resolved|ranks nothing/)
})

test('an arm that failed is named with its reason', () => {
  const { headline } = answer(syntheticInput({ trouble: troubleOf('sidecar', 'failed') }))
  expect(headline).toContain('A sidecar has no figures: service middle ended with signal KILL')
  expect(headline).toContain('each hop through a sidecar with mutual TLS costs')
})

test('a run without a completed trial says so and why', () => {
  const { headline, lede } = answer(
    syntheticInput({ trouble: everyArm.flatMap((arm) => troubleOf(arm, 'failed')) }),
  )
  expect(headline).toMatch(/^Nothing was measured/)
  expect(lede.join(' ')).toContain('service middle ended with signal KILL')
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
