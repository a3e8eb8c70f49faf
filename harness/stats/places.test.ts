import { describe, expect, test } from 'vitest'
import { measured } from '../results/measured.ts'
import type { Analysis } from './analysis.ts'
import { analyzed, find, summaryOf } from './testing/analyzed.ts'
import { syntheticRun, type SyntheticOptions } from './testing/synthetic-run.ts'
import { SYNTHETIC_KIND, SYNTHETIC_KIND_ARMS } from './testing/synthetic-kind.ts'

/** @param place µs of a page on the plain network of Istio's cluster; it takes 900 µs on that of the baseline */
const onKind = ({ place = 908, trialNoise = 0.01 } = {}): SyntheticOptions => ({
  ...SYNTHETIC_KIND,
  seed: 'kind',
  trialNoise,
  arms: SYNTHETIC_KIND_ARMS.map((arm) =>
    arm.name === 'direct-istio-sidecar' ? { ...arm, p50Us: place } : arm,
  ),
})

describe('arms in clusters of their own', () => {
  const analysis = analyzed(onKind())

  test('are each held against the plain network named for them, and products against one another like what emulates them', () => {
    const { run } = syntheticRun({ ...SYNTHETIC_KIND, seed: 'kind' })
    expect(run.comparisons.map(({ arm, against }) => `${arm} − ${against}`)).toEqual([
      'kube-proxy-iptables − direct',
      'istio-sidecar − direct-istio-sidecar',
      'direct-cilium − direct',
      'cilium − kube-proxy-iptables',
      'istio-sidecar − cilium',
    ])
    expect(analysis.familySize).toBe(5)
  })

  test('have their cost taken within their own cluster', () => {
    const cost = find(analysis, 'istio-sidecar', 'direct-istio-sidecar')!
    const own = summaryOf(analysis, 'istio-sidecar').levels.p50!.values
    const plain = summaryOf(analysis, 'direct-istio-sidecar').levels.p50!.values
    expect(cost.difference.values).toHaveLength(12)
    expect(cost.difference.values[0]).toBeCloseTo(own[0]! - plain[0]!, 9)
    expect(find(analysis, 'istio-sidecar', 'direct')).toBeUndefined()
  })

  test('have the margin of the baseline', () => {
    const margins = analysis.comparisons.filter(({ metric }) => metric === 'p50').map(({ margin }) => margin)
    expect(new Set(margins).size).toBe(1)
    expect(margins[0]).toBeCloseTo(0.05 * summaryOf(analysis, 'direct').levels.p50!.middle, 9)
  })
})

describe('the plain network in several clusters', () => {
  test('is the noise: the place that differs most is named, and all are told', () => {
    const [noise] = analyzed(onKind({ place: 915, trialNoise: 0.002 })).noise
    expect(noise!.twin).toBe('direct-istio-sidecar')
    expect(noise!.twins.map(({ arm }) => arm)).toEqual(['direct-again', 'direct-istio-sidecar'])
    expect(noise!.aaUs).toEqual(noise!.twins[1]!.aaUs)
  })

  test('keeps a machine quiet while places differ within the margin, and says that they do', () => {
    const [noise] = analyzed(onKind({ place: 920, trialNoise: 0.002 })).noise
    expect(noise!.verdict).toBe('quiet')
    expect(noise!.warnings.join()).toContain(
      'direct-istio-sidecar, in another cluster, differs by more than chance',
    )
  })

  test('makes it noisy where they differ by more', () => {
    expect(analyzed(onKind({ place: 1000, trialNoise: 0.002 })).noise[0]!.verdict).toBe('noisy')
  })

  test('raises the bar of every verdict: no cost smaller than what a place makes is resolved', () => {
    const costOfCilium = (place: number) =>
      find(analyzed(onKind({ place, trialNoise: 0.002 })), 'cilium', 'kube-proxy-iptables')!
    expect(costOfCilium(902).verdict).toBe('higher')
    expect(costOfCilium(1000)).toMatchObject({ verdict: 'not resolved' })
    expect(costOfCilium(1000).reason).toMatch(/the same arm twice differs by up to \d+ µs/)
  })
})

describe('control planes', () => {
  const analysis = analyzed(onKind())

  test('are told apart from what an arm costs, with their memory', () => {
    expect(summaryOf(analysis, 'istio-sidecar').controlPlane).toEqual({
      idleCpuSecondsPerHour: expect.closeTo(0.064 * 3600, 6) as number,
      bytes: 680e6,
    })
    const perHour = ((3 * 900 + 4 * 2600 + 400) / 1e6) * 3600
    expect(summaryOf(analysis, 'istio-sidecar').idleCpuSecondsPerHour).toBeCloseTo(perHour, 9)
    expect(measured(summaryOf(analysis, 'istio-sidecar').memory)!.totalBytes).toBe(63e6 + 200e6 + 2e6)
  })

  test('are no cost of a page, however busy they were while it was measured', () => {
    const restless = analyzed(onKind(), ({ journal }) => {
      for (const record of journal)
        if (record.kind === 'trial' && record.status === 'completed' && record.arm === 'istio-sidecar') {
          const cpu = measured(record.cpu)!
          cpu.controlPlaneUs += 400_000
          cpu.idleUs -= 400_000
          cpu.allTasksUs = Number(cpu.allTasksUs) + 400_000
        }
    })
    const cost = (one: Analysis) =>
      find(one, 'istio-sidecar', 'direct-istio-sidecar', 'cpu')!.difference.middle
    expect(cost(restless)).toBeCloseTo(cost(analysis), 9)
    const parts = measured(summaryOf(restless, 'istio-sidecar').cpuPer1000)!
    // 0.4 s and 64 ms of its own in each second, for 200 pages.
    expect(parts.controlPlane).toBeCloseTo((0.4 + 0.064) * 5, 9)
    expect(parts.total - parts.compared - parts.client - parts.harness).toBeCloseTo(
      parts.controlPlane + Number(parts.foreign),
      9,
    )
  })

  test('are not there where nobody has one', () => {
    const plain = analyzed({ seed: 'netns' })
    expect(new Set(plain.arms.map(({ controlPlane }) => controlPlane))).toEqual(new Set([null]))
  })
})

describe('what could not be measured', () => {
  const why = { notMeasured: 'the window was shorter than four updates of cAdvisor' }
  const analysis = analyzed(onKind(), ({ journal }) => {
    for (const record of journal)
      if ('cpu' in record && record.arm === 'cilium') {
        record.cpu = why
        if ('memory' in record) record.memory = { notMeasured: 'no metrics server' }
        if ('clientShare' in record) record.clientShare = why
      }
  })

  test('is lacking with its reason, and its latency is compared all the same', () => {
    expect(summaryOf(analysis, 'cilium')).toMatchObject({
      cpuPer1000: why,
      idleCpuSecondsPerHour: why,
      besideCpu: why,
      memory: { notMeasured: 'no metrics server' },
      capacity: { cpuPer1000: why, hostBusyShare: why, limit: why },
    })
    expect(find(analysis, 'cilium', 'kube-proxy-iptables')).toBeDefined()
    expect(find(analysis, 'cilium', 'kube-proxy-iptables', 'cpu')).toBeUndefined()
    expect(find(analysis, 'istio-sidecar', 'direct-istio-sidecar', 'cpu')).toBeDefined()
  })

  test('in one trial is lacking in the arm: the others would be a selection', () => {
    const once = analyzed(onKind(), ({ journal }) => {
      const trial = journal.find((record) => record.kind === 'trial' && record.arm === 'cilium')!
      if ('cpu' in trial) trial.cpu = why
    })
    expect(summaryOf(once, 'cilium').cpuPer1000).toEqual(why)
  })

  test('beside the account is lacking on its own', () => {
    const some = analyzed(onKind(), ({ journal }) => {
      for (const record of journal)
        if (record.kind === 'trial' && record.status === 'completed')
          Object.assign(record.cpu, { contextSwitches: why, stealUs: why })
    })
    expect(summaryOf(some, 'cilium').besideCpu).toMatchObject({
      contextSwitchesPerPage: why,
      pressureShare: expect.any(Number) as number,
    })
  })
})
