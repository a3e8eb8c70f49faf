import { expect, test } from 'vitest'
import { measured } from '../results/measured.ts'
import type { Analysis } from './analysis.ts'
import { analyzed, summaryOf } from './testing/analyzed.ts'
import { SYNTHETIC_ARMS } from './testing/synthetic-arms.ts'

const capacityOf = (analysis: Analysis, arm: string) => measured(summaryOf(analysis, arm).capacity)!
const ratioOf = (analysis: Analysis, arm: string, baseline: string) =>
  analysis.capacityRatios.find((one) => one.arm === arm && one.baseline === baseline)!.ratio

/** The default arms, with one of them changed. */
const withArm = (name: string, change: { saturatedBusyShare?: number; capacityPerSecond?: number }) =>
  SYNTHETIC_ARMS.map((arm) => (arm.name === name ? { ...arm, ...change } : arm))

test('a capacity names its connections, how busy the host was, and what limited it', () => {
  const { pagesPerSecond, ...capacity } = capacityOf(analyzed({ seed: 'full', capacityRounds: 6 }), 'sidecar')
  expect(pagesPerSecond.middle).toBeCloseTo(640, -2)
  expect(pagesPerSecond.interval!.confidence).toBeGreaterThan(0.95)
  expect(capacity).toMatchObject({ connections: 32, limit: { by: 'host CPU' } })
  expect(capacity.hostBusyShare).toBeCloseTo(0.97)
})

test('an arm that leaves a part of the host idle did not saturate, and says why no more connections were tried', () => {
  const analysis = analyzed({ seed: 'idle host', arms: withArm('ebpf', { saturatedBusyShare: 0.88 }) })
  expect(capacityOf(analysis, 'ebpf').limit).toEqual({ by: 'not saturated', because: 'stopped rising' })
  expect(ratioOf(analysis, 'ebpf', 'kube-proxy-iptables')).toEqual({
    notMeasured: 'ebpf did not fill the host with 32 connections',
  })
  expect(ratioOf(analysis, 'sidecar-mtls', 'ebpf')).toEqual({
    notMeasured: 'ebpf did not fill the host with 32 connections',
  })
})

test('a client near a whole core is the limit, however busy the host is', () => {
  const analysis = analyzed({ seed: 'client' }, ({ journal }) => {
    for (const record of journal)
      if (record.kind === 'capacity' && record.status === 'completed' && record.arm === 'ebpf') {
        const cpu = measured(record.cpu)!
        cpu.clientUs = 0.93 * cpu.wallUs
      }
  })
  expect(capacityOf(analysis, 'ebpf').limit).toEqual({ by: 'load client' })
  expect(ratioOf(analysis, 'ebpf', 'kube-proxy-iptables')).toEqual({
    notMeasured: 'ebpf was limited by the load client',
  })
})

test('of two arms that the host limits, one carries so many times the pages of the other, within the same rounds', () => {
  const ratio = measured(
    ratioOf(analyzed({ seed: 'ratio', capacityRounds: 6 }), 'sidecar', 'kube-proxy-iptables'),
  )!
  expect(ratio.middle).toBeCloseTo(640 / 2300, 1)
  expect(ratio.values).toHaveLength(6)
  expect(ratio.interval!.low).toBeLessThan(ratio.middle)
})

test('an older run, which did not search, says with how many connections it was measured', () => {
  const analysis = analyzed({ seed: 'older', searched: false })
  expect(capacityOf(analysis, 'sidecar')).toMatchObject({ connections: 32, limit: { by: 'not searched' } })
  expect(ratioOf(analysis, 'sidecar', 'kube-proxy-iptables')).toEqual({
    notMeasured: 'sidecar was measured with 32 connections, whatever limited it',
  })
})

test('CPU at saturation leaves the load generator out, as it does at a paced rate', () => {
  const analysis = analyzed({ seed: 'generator' }, ({ journal }) => {
    for (const record of journal) {
      if (record.kind !== 'capacity' || record.status === 'failed' || record.arm !== 'ebpf') continue
      const cpu = measured(record.cpu)!
      // The generator takes a tenth of a core more, and so does the host.
      cpu.clientUs += 0.1 * cpu.wallUs
      cpu.idleUs -= 0.1 * cpu.wallUs
      cpu.allTasksUs = Number(cpu.allTasksUs) + 0.1 * cpu.wallUs
    }
  })
  const calm = analyzed({ seed: 'generator' })
  expect(capacityOf(analysis, 'ebpf').cpuPer1000).toBeCloseTo(Number(capacityOf(calm, 'ebpf').cpuPer1000), 9)
})

test('CPU at saturation is not measured where no page completed', () => {
  const analysis = analyzed({ seed: 'stuck' }, ({ journal }) => {
    for (const record of journal)
      if (record.kind === 'capacity' && record.status === 'completed' && record.arm === 'ebpf')
        record.completed = 0
  })
  expect(summaryOf(analysis, 'ebpf').capacity).toMatchObject({
    cpuPer1000: { notMeasured: 'no page completed' },
  })
})

test('capacity rounds with errors do not count, and too few say why', () => {
  const analysis = analyzed({ seed: 'capacity' }, ({ journal }) => {
    for (const record of journal)
      if (
        record.kind === 'capacity' &&
        record.status === 'completed' &&
        record.arm === 'ebpf' &&
        record.round === 1
      )
        record.errors = 4
  })
  expect(summaryOf(analysis, 'ebpf').capacity).toEqual({
    notMeasured: '2 good capacity rounds, 3 are needed; 4 errors',
  })
})

test('a round that other programs of the machine took CPU from is left out, as any other window', () => {
  const analysis = analyzed({ seed: 'neighbour', capacityRounds: 6 }, ({ journal }) => {
    for (const record of journal)
      if (record.kind === 'capacity' && record.status === 'completed' && record.round === 2) {
        const cpu = measured(record.cpu)!
        cpu.allTasksUs = Number(cpu.allTasksUs) + 0.2 * cpu.cores * cpu.wallUs
        cpu.idleUs -= 0.2 * cpu.cores * cpu.wallUs
        record.pagesPerSecond /= 2
      }
  })
  for (const arm of ['sidecar', 'ebpf']) {
    const { pagesPerSecond } = capacityOf(analysis, arm)
    expect(pagesPerSecond.values).toHaveLength(5)
    expect(Math.min(...pagesPerSecond.values)).toBeGreaterThan(0.8 * pagesPerSecond.middle)
  }
})

test('where too few rounds are left the reason names the other programs', () => {
  const analysis = analyzed({ seed: 'neighbours' }, ({ journal }) => {
    for (const record of journal)
      if (record.kind === 'capacity' && record.status === 'completed') {
        const cpu = measured(record.cpu)!
        cpu.allTasksUs = Number(cpu.allTasksUs) + 0.2 * cpu.cores * cpu.wallUs
      }
  })
  expect(summaryOf(analysis, 'ebpf').capacity).toEqual({
    notMeasured: '0 good capacity rounds, 3 are needed; other programs took more than 5 % of the host',
  })
})
