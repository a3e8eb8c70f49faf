import { describe, expect, test } from 'vitest'
import { measured } from '../results/measured.ts'
import type { CpuWindow, Evidence, JournalRecord, RunRecord } from '../results/record.ts'
import type { Analysis } from './analysis.ts'
import { analyze } from './analyze.ts'
import { renderReason } from '../results/render-reason.ts'
import { syntheticRun } from './testing/synthetic-run.ts'
import { analyzed, find, summaryOf } from './testing/analyzed.ts'

const cpuOf = (analysis: Analysis, arm: string) => measured(summaryOf(analysis, arm).cpuPer1000)!
const memoryOf = (analysis: Analysis, arm: string) => measured(summaryOf(analysis, arm).memory)!
/** Readings of the CPU of an arm's windows, to be changed. */
const windowsOf = (journal: JournalRecord[], arm: string): CpuWindow[] =>
  journal.flatMap((record) =>
    record.kind === 'trial' && record.arm === arm && 'cpu' in record ? (measured(record.cpu) ?? []) : [],
  )
const headlines = (analysis: Analysis) =>
  analysis.comparisons
    .filter(({ metric }) => metric === 'p50')
    .map(({ arm, baseline }) => `${arm} − ${baseline}`)

describe('a run of the default arms', () => {
  const analysis = analyzed({ seed: 'default' })

  test('holds meshes and eBPF against kube-proxy, kube-proxy against the floor, and mutual TLS against its rivals', () => {
    expect(headlines(analysis)).toEqual([
      'kube-proxy-iptables − direct',
      'sidecar − kube-proxy-iptables',
      'sidecar-mtls − kube-proxy-iptables',
      'ebpf − kube-proxy-iptables',
      'sidecar-mtls − ebpf',
      'sidecar-mtls − sidecar',
    ])
    expect(analysis.familySize).toBe(6)
    expect(analysis.confidencePerInterval).toBeCloseTo(1 - 0.05 / 6, 12)
  })

  test('finds what the sidecar costs, and a hop of it', () => {
    const sidecar = find(analysis, 'sidecar', 'kube-proxy-iptables', 'p50')!
    expect(sidecar).toMatchObject({ verdict: 'higher', clock: 'user', bringUps: 12, rounds: 24 })
    expect(sidecar.difference.values).toHaveLength(12)
    expect(sidecar.difference.interval!.low).toBeLessThan(1775)
    expect(sidecar.difference.interval!.high).toBeGreaterThan(1775)
    expect(sidecar.perHop!.middle).toBeCloseTo(sidecar.difference.middle / 3, 9)
    expect(sidecar.ratio!.middle).toBeCloseTo(2.9, 1)
  })

  test('has one margin for all latencies of a load', () => {
    const margins = new Set(
      analysis.comparisons.filter(({ unit }) => unit === 'µs').map(({ margin }) => margin),
    )
    expect(margins.size).toBe(1)
    expect([...margins][0]).toBeCloseTo(0.05 * summaryOf(analysis, 'direct').levels.p50!.middle, 9)
  })

  test('finds the CPU that the generator put into the proxies, and parts that add up', () => {
    const cpu = cpuOf(analysis, 'sidecar')
    // What four proxies take while they wait is part of it: 52 ms in the second that 200 pages take.
    expect(cpu.proxy).toBeCloseTo(1.9 + 0.052, 1)
    const sum =
      cpu.client + cpu.app + cpu.proxy + cpu.agent + cpu.harness + cpu.otherArms + cpu.foreignAndInterrupts
    expect(sum).toBeCloseTo(cpu.total, 12)
  })

  test('finds the idle cost: three services, four proxies and the agent', () => {
    const perHour = ((3 * 900 + 4 * 2600 + 400) / 1e6) * 3600
    expect(summaryOf(analysis, 'sidecar').idleCpuSecondsPerHour).toBeCloseTo(perHour, 9)
  })

  test('gives memory by component, and by proxy', () => {
    expect(summaryOf(analysis, 'sidecar').memory).toMatchObject({
      totalBytes: 63e6 + 108e6 + 2e6,
      proxyBytesPerPod: 27e6,
    })
    expect(memoryOf(analysis, 'direct').proxyBytesPerPod).toBe(0)
  })

  test('gives capacity over three rounds without pretending to an interval', () => {
    const { capacity } = summaryOf(analysis, 'sidecar')
    expect(capacity).toMatchObject({ pagesPerSecond: { interval: null }, limit: { by: 'host CPU' } })
  })

  test('draws the distribution from the raw samples, rising in both directions', () => {
    const { cdf, levels } = summaryOf(analysis, 'ebpf')
    expect(cdf.length).toBeGreaterThan(50)
    expect(cdf.map(({ us }) => us)).toEqual(cdf.map(({ us }) => us).toSorted((a, b) => a - b))
    const middle = cdf.find(({ share }) => share === 0.5)!.us
    expect(Math.abs(middle / levels.p50!.middle - 1)).toBeLessThan(0.03)
  })
})

describe('a round with a bad trial', () => {
  const analysis = analyzed({
    seed: 'trouble',
    trouble: [
      { arm: 'sidecar', round: 2, status: 'invalid' },
      { arm: 'ebpf', round: 5, status: 'failed' },
      { arm: 'direct', round: 9, status: 'missing' },
    ],
  })

  test('costs only the differences of its arm that round', () => {
    expect(find(analysis, 'sidecar', 'kube-proxy-iptables', 'p50')!.rounds).toBe(23)
    expect(find(analysis, 'sidecar-mtls', 'kube-proxy-iptables', 'p50')!.rounds).toBe(24)
    expect(find(analysis, 'sidecar-mtls', 'sidecar', 'p50')!).toMatchObject({ rounds: 23, bringUps: 12 })
    expect(summaryOf(analysis, 'sidecar').trials).toEqual({
      completed: 23,
      flagged: 0,
      invalid: 1,
      failed: 0,
      discarded: 0,
    })
  })

  test('counts a good trial as discarded where no other arm has one to hold it against', () => {
    // The twin is compared with the baseline only.
    expect(summaryOf(analysis, 'direct-twin').trials).toMatchObject({ completed: 24, discarded: 1 })
    expect(summaryOf(analysis, 'sidecar-mtls').trials).toMatchObject({ completed: 24, discarded: 0 })
  })

  test('is named with its reason', () => {
    expect(summaryOf(analysis, 'sidecar').problems.map(renderReason)).toEqual([
      'steal was 3.2 % of the window',
    ])
    expect(summaryOf(analysis, 'ebpf').problems.map(renderReason)).toEqual([
      'service middle ended with signal KILL',
    ])
    expect(summaryOf(analysis, 'direct').problems.map(renderReason)).toEqual([
      'not run in a round that was begun',
    ])
  })
})

test('an arm that never completed a trial costs the others no round, and is named', () => {
  const rounds = Array.from({ length: 24 }, (_, round) => round)
  const analysis = analyzed({
    seed: 'absent',
    trouble: rounds.map((round) => ({ arm: 'sidecar-mtls', round, status: 'failed' })),
  })
  expect(find(analysis, 'sidecar', 'kube-proxy-iptables', 'p50')!.rounds).toBe(24)
  expect(find(analysis, 'sidecar-mtls', 'kube-proxy-iptables', 'p50')).toBeUndefined()
  expect(summaryOf(analysis, 'sidecar-mtls').levels.p50).toBeNull()
  expect(analysis.noise[0]!.verdict).toBe('quiet')
  expect(analysis.noise[0]!.warnings.join()).toContain('sidecar-mtls has no completed trial')
  expect(analysis.familySize).toBe(6)
})

test('more than a fifth of lost pairs make the run invalid, and nothing is ranked', () => {
  const analysis = analyzed({
    seed: 'invalid',
    trouble: ['direct', 'sidecar', 'ebpf', 'sidecar-mtls'].flatMap((arm) =>
      [0, 1, 2, 3, 4, 5, 6, 7].map((round) => ({ arm, round, status: 'invalid' as const })),
    ),
  })
  expect(analysis.noise[0]!.verdict).toBe('invalid')
  expect(new Set(analysis.comparisons.map(({ verdict }) => verdict))).toEqual(new Set(['withheld']))
})

test('a difference that lost more than a fifth of its rounds is not ranked, and the others are', () => {
  const analysis = analyzed({
    seed: 'selection',
    trouble: [0, 4, 8, 12, 16, 20].map((round) => ({ arm: 'sidecar', round, status: 'invalid' as const })),
  })
  expect(find(analysis, 'sidecar', 'kube-proxy-iptables', 'p50')).toMatchObject({
    verdict: 'withheld',
    reason: expect.stringContaining(
      '25 % of the rounds of sidecar and kube-proxy-iptables were lost',
    ) as string,
  })
  expect(find(analysis, 'sidecar-mtls', 'kube-proxy-iptables', 'p50')!.verdict).toBe('higher')
})

test('a flagged trial counts, and what was odd is told', () => {
  const analysis = analyzed({ seed: 'flags' }, ({ journal }) => {
    const trial = journal.find((record) => record.kind === 'trial' && record.arm === 'sidecar')!
    Object.assign(trial, { flags: [{ rule: 'client late', text: 'late by {figure} ms', figure: 4 }] })
  })
  expect(find(analysis, 'sidecar', 'kube-proxy-iptables', 'p50')!.rounds).toBe(24)
  expect(summaryOf(analysis, 'sidecar').trials).toMatchObject({ completed: 24, flagged: 1 })
  expect(summaryOf(analysis, 'sidecar').flags.map(renderReason)).toEqual(['late by 4 ms'])
})

test('percentiles are withheld where the client was late by different amounts, CPU is not', () => {
  const analysis = analyzed({
    seed: 'lag',
    arms: [
      { name: 'direct', role: 'baseline' },
      { name: 'direct-twin', role: 'twin', datapath: 'direct' },
      { name: 'sidecar', p50Us: 1500, lagUs: 700, proxyCpuUs: 1900, proxies: 4 },
    ],
  })
  expect(find(analysis, 'sidecar', 'direct', 'p90')).toMatchObject({ verdict: 'withheld' })
  expect(find(analysis, 'sidecar', 'direct', 'p90')!.reason).toContain('lag differs by at least 150 µs')
  expect(find(analysis, 'sidecar', 'direct', 'cpu')!.verdict).toBe('higher')
})

test('a difference far larger than that of the lag is not withheld for it', () => {
  const analysis = analyzed({
    seed: 'lag',
    arms: [
      { name: 'direct', role: 'baseline' },
      { name: 'direct-twin', role: 'twin', datapath: 'direct' },
      { name: 'sidecar', p50Us: 3900, lagUs: 700, proxyCpuUs: 1900, proxies: 4 },
    ],
  })
  expect(find(analysis, 'sidecar', 'direct', 'p50')!.verdict).toBe('higher')
})

test('a quick run of six bring-ups has intervals', () => {
  const analysis = analyzed({ seed: 'quick', quick: true })
  for (const { difference } of analysis.comparisons) expect(difference.interval).not.toBeNull()
  expect(analysis.noise[0]!.aaUs!.interval).not.toBeNull()
})

test('connect is compared only where each call opens a connection, and on a margin of its own', () => {
  const analysis = analyzed({
    seed: 'connect',
    loads: [
      { name: 'steady', connection: 'keep-alive' },
      { name: 'fresh', connection: 'per-request' },
    ],
  })
  const connect = analysis.comparisons.filter(({ metric }) => metric === 'connect')
  expect(new Set(connect.map(({ load }) => load))).toEqual(new Set(['fresh']))
  expect(connect[0]!.margin).toBeCloseTo(0.05 * 120, 0)
})

test('filler services and flow events are held against the same datapath without them', () => {
  const analysis = analyzed({
    seed: 'fillers',
    arms: [
      { name: 'direct', role: 'baseline' },
      { name: 'direct-twin', role: 'twin', datapath: 'direct' },
      { name: 'kube-10', datapath: 'kube-proxy-iptables', fillerServices: 10 },
      { name: 'kube-10000', datapath: 'kube-proxy-iptables', fillerServices: 10_000, p50Us: 1400 },
      { name: 'ebpf-10', datapath: 'ebpf', fillerServices: 10 },
      { name: 'ebpf-10000', datapath: 'ebpf', fillerServices: 10_000 },
      { name: 'ebpf-silent', datapath: 'ebpf', fillerServices: 10, seeing: 'nothing' },
      { name: 'sidecar-10', datapath: 'sidecar', fillerServices: 10 },
    ],
  })
  expect(headlines(analysis).filter((pair) => !pair.endsWith('− direct'))).toEqual([
    'ebpf-10 − kube-10',
    'ebpf-10000 − kube-10000',
    'kube-10000 − kube-10',
    'ebpf-10 − ebpf-silent',
    'ebpf-10000 − ebpf-10',
  ])
  expect(find(analysis, 'kube-10000', 'kube-10', 'p50')!.verdict).not.toBe('equivalent')
})

test('the CPU of an arm is that of its ground and the difference', () => {
  const analysis = analyzed({ seed: 'sum' })
  const [own, ground] = ['sidecar', 'kube-proxy-iptables'].map((arm) => cpuOf(analysis, arm).compared)
  const { difference } = find(analysis, 'sidecar', 'kube-proxy-iptables', 'cpu')!
  expect(ground! + difference.middle).toBeCloseTo(own!, 9)
})

test('a neighbour that burns CPU during one arm is no cost of that arm', () => {
  const calm = analyzed({ seed: 'neighbour' })
  const disturbed = analyzed({ seed: 'neighbour' }, ({ journal }) => {
    for (const cpu of windowsOf(journal, 'sidecar')) {
      cpu.idleUs -= 300_000
      cpu.allTasksUs = Number(cpu.allTasksUs) + 300_000
    }
  })
  const cost = (analysis: typeof calm) =>
    find(analysis, 'sidecar', 'kube-proxy-iptables', 'cpu')!.difference.middle
  expect(cost(disturbed)).toBeCloseTo(cost(calm), 9)
  expect(cpuOf(disturbed, 'sidecar').foreign).toBeGreaterThan(Number(cpuOf(calm, 'sidecar').foreign) + 0.2)
})

test('a broken proof is named with its place, and its arm is not ranked', () => {
  const analysis = analyzed({ seed: 'evidence' }, ({ evidence }) => {
    Object.assign(
      evidence.find(({ arm }) => arm === 'ebpf')!,
      { holds: false, observed: { count: 0 } },
    )
  })
  expect(analysis.evidence.held).toBe(analysis.evidence.total - 1)
  expect(analysis.evidence.broken).toEqual([
    'ebpf, before the rounds of bring-up 1: "every request arrives once" at front, expected exactly 20 requests, observed 0',
  ])
  expect(find(analysis, 'sidecar-mtls', 'ebpf', 'p50')!.verdict).toBe('withheld')
  expect(find(analysis, 'sidecar', 'kube-proxy-iptables', 'p50')!.verdict).toBe('higher')
})

test('a run that was interrupted before its first trial is judged too', () => {
  const analysis = analyzed({ seed: 'empty' }, ({ journal }) => journal.splice(0))
  expect(analysis.comparisons).toEqual([])
  expect(analysis.noise[0]).toMatchObject({ aaUs: null, resolvesUs: null })
  expect(JSON.parse(JSON.stringify(analysis))).toEqual(analysis)
})

test('a trial that an instrument perturbed changes no figure', () => {
  const { run, journal, evidence, samplesOf } = syntheticRun({ seed: 'perturbed' })
  const slowed = journal.flatMap((record) => {
    if (record.kind !== 'trial' || record.status === 'failed' || record.latency === null) return [record]
    const { latency } = record
    const serviceUs = { ...latency.serviceUs, p50: latency.serviceUs.p50 * 2 }
    return [record, { ...record, perturbedBy: 'hop-clock', latency: { ...latency, serviceUs } }]
  })
  expect(analyze(run, slowed, evidence, samplesOf)).toEqual(analyze(run, journal, evidence, samplesOf))
})

test('what an instrument reads in trials of its own is the figure of its arm', () => {
  const { run, journal, evidence, samplesOf } = syntheticRun({ seed: 'perturbed' })
  const elsewhere = { notMeasured: 'reading it changes what is measured, so it has trials of its own' }
  const apart = journal.flatMap((record): JournalRecord[] =>
    record.kind !== 'trial' || record.status === 'failed'
      ? [record]
      : [
          { ...record, memory: elsewhere },
          { ...record, perturbedBy: 'memory' },
        ],
  )
  expect(analyze(run, apart, evidence, samplesOf)).toEqual(analyze(run, journal, evidence, samplesOf))
})

test('a run whose proofs are lost ranks nothing: a path that nothing shows is only a name', () => {
  const { run, journal, samplesOf } = syntheticRun({ seed: 'no proofs' })
  const { comparisons } = analyze(run, journal, [], samplesOf)
  expect(comparisons.length).toBeGreaterThan(0)
  for (const { verdict, reason } of comparisons)
    expect([verdict, reason]).toEqual(['withheld', expect.stringContaining('no proof is recorded')])
})

test('where a part of the proofs is lost, the arms that lack them are not ranked, and the proof is named', () => {
  const made = syntheticRun({ seed: 'some proofs' })
  const without = (lost: (proof: Evidence) => boolean, status: RunRecord['status'] = 'complete') => {
    const evidence = made.evidence.filter((proof) => !lost(proof))
    const analysis = analyze({ ...made.run, status }, made.journal, evidence, made.samplesOf)
    return find(analysis, 'sidecar', 'kube-proxy-iptables', 'p50')!.reason ?? 'ranked'
  }
  const last = made.run.rounds / made.run.roundsPerBringUp - 1
  const ofSidecar = (bringUp: number, when: string) => (proof: Evidence) =>
    proof.arm === 'sidecar' && proof.bringUp === bringUp && proof.when === when
  expect(without(ofSidecar(2, 'after'))).toBe(
    'no proof of sidecar is recorded after the rounds of bring-up 3',
  )
  expect(without(({ arm, bringUp }) => arm === 'kube-proxy-iptables' && bringUp > 0)).toContain(
    'no proof of kube-proxy-iptables is recorded before the rounds of bring-up 2',
  )
  expect(without(ofSidecar(last, 'after'))).toContain('is recorded after')
  // A bring-up that was cut never came to the proofs after its rounds.
  expect(without(ofSidecar(last, 'after'), 'interrupted')).not.toContain('proof')
  expect(without(ofSidecar(last, 'before'), 'interrupted')).toContain('is recorded before')
  expect(without(({ arm }) => arm === 'ebpf')).not.toContain('proof')
})
