/** A run with readings of the hop clock: two verdicts of every pair, and what is withheld. */
import { describe, expect, test } from 'vitest'
import { measured } from '../results/measured.ts'
import type { Analysis } from './analysis.ts'
import { analyzed, find, summaryOf } from './testing/analyzed.ts'

describe('a run with the hop clock', () => {
  const clocked = analyzed({ seed: 'clock', hopClock: true })

  test('has two verdicts of every pair, each by its clock, and all of them share the error', () => {
    expect(clocked.familySize).toBe(12)
    const ofPair = clocked.comparisons.filter(
      ({ arm, baseline }) => arm === 'ebpf' && baseline === 'kube-proxy-iptables',
    )
    expect(Object.fromEntries(ofPair.map(({ metric, clock }) => [metric, clock]))).toEqual({
      ...{ p50: 'user', mean: 'user', p10: 'user', p90: 'user', p99: 'user' },
      ...{ transport: 'hop', transportP50: 'hop', transportP10: 'hop', app: 'hop', cpu: null },
    })
    expect(find(clocked, 'ebpf', 'kube-proxy-iptables', 'transport')).toMatchObject({
      verdict: 'lower',
      unit: 'µs a hop',
      margin: 5,
    })
  })

  test('is the same by the user clock as without it, but for the confidence', () => {
    const alone = analyzed({ seed: 'clock' })
    const middles = ({ comparisons }: Analysis) =>
      comparisons.filter(({ clock }) => clock === 'user').map(({ difference }) => difference.middle)
    expect(middles(clocked)).toEqual(middles(alone))
  })

  test('has the parts of a page of every arm over bring-ups, and two real pages', () => {
    const clock = measured(summaryOf(clocked, 'sidecar').clock)!
    expect(clock.transportPerHop.meanUs.values).toHaveLength(12)
    expect(clock.transportPerHop.meanUs.interval!.low).toBeLessThan(610)
    expect(clock.transportPerHop.meanUs.interval!.high).toBeGreaterThan(610)
    expect(clock.hops.map(({ path, from, to }) => `${path} ${from} ${to}`)).toEqual([
      '1 client front',
      '11 front middle',
      '111 middle back',
    ])
    expect(clock.hops[0]!.proxied!.wire.meanUs.middle).toBeCloseTo(0.02 * 610, 0)
    expect(measured(summaryOf(clocked, 'ebpf').clock)!.hops[0]!.proxied).toBeNull()
    expect(clock.exchanges).toBe(24 * 200 * 3)
    expect(Math.abs(clock.medianPage!.totalUs / 2700 - 1)).toBeLessThan(0.02)
  })

  test('leaves out a window that the clock could not read, for no arm decides that', () => {
    const why = { notMeasured: '12 records did not fit the ring' }
    const analysis = analyzed({ seed: 'clock', hopClock: true }, ({ journal }) => {
      for (const record of journal) if (record.kind === 'hops' && record.bringUp === 3) record.reading = why
    })
    expect(find(analysis, 'ebpf', 'kube-proxy-iptables', 'transport')).toMatchObject({
      bringUps: 11,
      rounds: 22,
    })
    expect(find(analysis, 'ebpf', 'kube-proxy-iptables', 'p50')).toMatchObject({ bringUps: 12, rounds: 24 })
    expect(summaryOf(analysis, 'ebpf').clock).toMatchObject({
      windows: 22,
      unread: [why.notMeasured, why.notMeasured],
    })
  })

  test('of which no window could be read carries the reason, and answers by the user clock', () => {
    const why = { notMeasured: 'the loader of the hop clock ended' }
    const analysis = analyzed({ seed: 'clock', hopClock: true }, ({ journal }) => {
      for (const record of journal) if (record.kind === 'hops') record.reading = why
    })
    expect(summaryOf(analysis, 'ebpf').clock).toEqual(why)
    expect(analysis.familySize).toBe(6)
    expect(find(analysis, 'ebpf', 'kube-proxy-iptables', 'transport')).toBeUndefined()
  })

  test('withholds the hop clock where more than 1 in 10,000 exchanges are unmatched', () => {
    const unmatched = (pages: number) =>
      analyzed({ seed: 'clock', hopClock: true }, ({ journal }) => {
        const record = journal.find(({ kind }) => kind === 'hops')!
        if (record.kind === 'hops') Object.assign(record.reading, { unmatchedPages: pages })
      })
    // 6 arms × 24 windows × 200 pages × 3 exchanges are 86,400.
    expect(unmatched(8).clockObstacle).toBeNull()
    const withheld = unmatched(9)
    expect(withheld.clockObstacle).toBe(
      '9 of 86409 exchanges could not be matched, which is more than 1 in 10,000',
    )
    expect(find(withheld, 'ebpf', 'kube-proxy-iptables', 'transport')!.verdict).toBe('withheld')
    expect(find(withheld, 'sidecar', 'kube-proxy-iptables', 'p50')!.verdict).toBe('higher')
    expect(summaryOf(withheld, 'ebpf')).toMatchObject({
      clock: { notMeasured: withheld.clockObstacle },
      levels: { transport: null },
    })
  })

  test('counts the unmatched pages of windows that have no reading because of them', () => {
    const { clockObstacle } = analyzed({ seed: 'clock', hopClock: true }, ({ journal }) => {
      const record = journal.find(({ kind }) => kind === 'hops')!
      const reading = { notMeasured: '9 of 200 pages could not be joined', pages: 200, unmatchedPages: 9 }
      if (record.kind === 'hops') Object.assign(record, { reading })
    })
    expect(clockObstacle).toContain('9 of 85809 exchanges could not be matched')
  })
})
