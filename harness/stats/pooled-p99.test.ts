/** The p99 of all pages of a run together. */
import { describe, expect, test } from 'vitest'
import { analyze } from './analyze.ts'
import { syntheticRun } from './testing/synthetic-run.ts'
import { analyzed, find, summaryOf } from './testing/analyzed.ts'

describe('p99', () => {
  test('is that of all pages together, with an interval over bring-ups', () => {
    const { p99, p50 } = summaryOf(analyzed({ seed: 'pooled' }), 'ebpf').levels
    // The synthetic law: p99 = p50 × 99^0.15.
    expect(p99!.middle / p50!.middle).toBeCloseTo(99 ** 0.15, 1)
    expect(p99!.interval!.low).toBeLessThan(912 * 99 ** 0.15)
    expect(p99!.interval!.high).toBeGreaterThan(912 * 99 ** 0.15)
  })

  test('is not given for fewer than 1000 pages', () => {
    const analysis = analyzed({ seed: 'few', rounds: 4 })
    expect(summaryOf(analysis, 'ebpf').levels.p99).toBeNull()
    expect(find(analysis, 'ebpf', 'kube-proxy-iptables', 'p99')).toBeUndefined()
    expect(find(analysis, 'ebpf', 'kube-proxy-iptables', 'p90')).toBeDefined()
  })

  test('is missing, as are p10 and mean, where the raw samples are gone', () => {
    const { run, journal, evidence } = syntheticRun({ seed: 'gone' })
    const { levels } = summaryOf(
      analyze(run, journal, evidence, () => null),
      'ebpf',
    )
    expect(levels).toMatchObject({ p99: null, p10: null, mean: null })
    expect(levels.p50).not.toBeNull()
  })

  test('is missing where a file was cut off: the pages that are left are a selection', () => {
    const { run, journal, evidence, samplesOf } = syntheticRun({ seed: 'cut off' })
    const cut = journal.find((record) => record.kind === 'trial' && record.arm === 'ebpf')!
    const file = 'latency' in cut ? cut.latency!.rawFile : ''
    const analysis = analyze(run, journal, evidence, (name) =>
      name === file ? samplesOf(name)!.subarray(0, 500) : samplesOf(name),
    )
    expect(summaryOf(analysis, 'ebpf').levels).toMatchObject({ p99: null, p10: null, mean: null })
    expect(summaryOf(analysis, 'sidecar').levels.p99).not.toBeNull()
  })
})
