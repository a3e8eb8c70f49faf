/** Parts of a page of an emulation and of the real thing, with figures that were made up: the ratios are known beforehand. */
import { describe, expect, test } from 'vitest'
import { calibrationSchema, type Calibration, type CalibrationMetric } from '../results/calibration.ts'
import { isNotMeasured } from '../results/measured.ts'
import { analyze } from './analyze.ts'
import { withQuotes } from './calibration-quote.ts'
import { calibrate } from './calibration.ts'
import { syntheticCalibration } from './testing/synthetic-calibration.ts'
import type { SyntheticOptions } from './testing/synthetic-run.ts'

type Runs = ReturnType<typeof syntheticCalibration>

/** @param change what a test does to the records before they are analysed again */
function calibrated(
  options: Partial<SyntheticOptions> = {},
  change: (runs: Runs) => void = () => undefined,
): Calibration {
  const runs = syntheticCalibration({ hopClock: true, capacityRounds: 0, ...options })
  change(runs)
  for (const side of [runs.model, runs.real])
    side.analysis = analyze(side.run, side.journal, side.evidence, () => null)
  return calibrate(runs.model, runs.real)!
}
const rowOf = ({ rows }: Calibration, real: string, metric: CalibrationMetric) =>
  rows.find((row) => row.real === real && row.metric === metric)
const ratioOf = (calibration: Calibration, real: string, metric: CalibrationMetric) => {
  const { ratio } = rowOf(calibration, real, metric)!
  if (isNotMeasured(ratio)) throw new Error(ratio.notMeasured)
  return ratio
}
const why = (calibration: Calibration, real: string, metric: CalibrationMetric): string => {
  const { ratio } = rowOf(calibration, real, metric)!
  if (!isNotMeasured(ratio)) throw new Error(`×${ratio.value}`)
  return ratio.notMeasured
}

const CALIBRATION = calibrated()

describe('an Istio hop that takes 1.1 times what its emulation takes', () => {
  test.each<[CalibrationMetric, number]>([
    ['added transport', 1.1],
    ['loopback', 668.5 / 610],
    ['caller proxy', 668.5 / 610],
    ['wire', 668.5 / 610],
    ['callee proxy', 668.5 / 610],
  ])('%s', (metric, truth) => {
    const { value, interval, method } = ratioOf(CALIBRATION, 'istio-sidecar', metric)
    expect(method).toBe('fieller')
    expect(interval).toMatchObject({ confidence: 0.95 })
    expect(interval!.low).toBeLessThan(truth)
    expect(interval!.high).toBeGreaterThan(truth)
    expect(value).toBeGreaterThan(interval!.low)
    expect(value).toBeLessThan(interval!.high)
  })

  test('has pieces a hop on both sides, which add up to its transport', () => {
    const figure = (side: 'modelFigure' | 'realFigure', metric: CalibrationMetric): number => {
      const own = rowOf(CALIBRATION, 'istio-sidecar', metric)![side]
      if (isNotMeasured(own)) throw new Error(own.notMeasured)
      return own.value
    }
    for (const [side, transport] of [
      ['modelFigure', 610],
      ['realFigure', 668.5],
    ] as const) {
      const pieces = (['loopback', 'caller proxy', 'wire', 'callee proxy'] as const).map((metric) =>
        figure(side, metric),
      )
      expect(pieces.reduce((sum, us) => sum + us, 0) / transport).toBeCloseTo(1, 1)
      expect(pieces[0]! / pieces[2]!).toBeCloseTo(3, 5)
    }
    expect(rowOf(CALIBRATION, 'istio-sidecar', 'wire')!.unit).toBe('µs a hop')
  })
})

test('a datapath without proxies has no pieces of a hop, and its saving has a ratio', () => {
  for (const metric of ['loopback', 'caller proxy', 'wire', 'callee proxy'] as const)
    expect(rowOf(CALIBRATION, 'cilium', metric)).toBeUndefined()
  const { modelFigure, realFigure } = rowOf(CALIBRATION, 'cilium', 'added transport')!
  expect(isNotMeasured(modelFigure) ? 0 : modelFigure.value).toBeLessThan(-9)
  expect(isNotMeasured(realFigure) ? 0 : realFigure.value).toBeLessThan(-4)
  const { interval } = ratioOf(CALIBRATION, 'cilium', 'added transport')
  expect(interval!.low).toBeLessThan(0.5)
  expect(interval!.high).toBeGreaterThan(0.5)
})

test('the plain networks are compared by their own transport, as is kube-proxy', () => {
  expect(ratioOf(CALIBRATION, 'direct', 'transport').value).toBeCloseTo(2, 0)
  expect(ratioOf(CALIBRATION, 'kube-proxy-iptables', 'transport').value).toBeCloseTo(1, 1)
  expect(rowOf(CALIBRATION, 'cilium', 'transport')).toBeUndefined()
})

test('the time of the services is that of a page', () => {
  const row = rowOf(CALIBRATION, 'direct', 'app time')!
  expect(row.unit).toBe('µs a page')
  expect(isNotMeasured(row.realFigure) ? 0 : row.realFigure.value / (3 * 240)).toBeCloseTo(1, 1)
})

describe('a row whose interval', () => {
  test('is within ±0.1 of its ratio lacks nothing', () => {
    expect(ratioOf(CALIBRATION, 'istio-sidecar', 'added transport').shortfall).toBeNull()
  })

  test('is wider says which side is to blame, and how many bring-ups would do', () => {
    const { shortfall, value, interval } = ratioOf(
      calibrated({ rounds: 16, hopNoise: { luck: 0.15, window: 0.1 } }),
      'istio-sidecar',
      'added transport',
    )
    expect(Math.max(interval!.high - value, value - interval!.low)).toBeGreaterThan(0.1)
    if (shortfall?.kind !== 'spread') throw new Error(String(shortfall?.kind))
    expect(shortfall).toMatchObject({ bringUps: 8 })
    expect(shortfall.halfWidth).toBeGreaterThan(0.05)
    expect(shortfall.wanted).toBeGreaterThan(8)
    expect(shortfall.wanted).toBeLessThan(100)
  })

  test('does not exist says so', () => {
    expect(ratioOf(CALIBRATION, 'istio-sidecar', 'proxy memory a pod')).toMatchObject({
      interval: null,
      shortfall: { kind: 'no interval' },
    })
    expect(ratioOf(calibrated({ rounds: 4 }), 'direct', 'app time')).toMatchObject({
      interval: null,
      shortfall: { kind: 'no interval' },
    })
  })
})

describe('parts that cannot be compared', () => {
  test('have no ratio where the grounds are two networks', () => {
    expect(why(CALIBRATION, 'kube-proxy-iptables', 'added transport')).toMatch(/kube-proxy|same network/)
  })

  test('have no rows where one run has no hop clock, and the run is named with the reason', () => {
    const reason = { notMeasured: 'the kernel does not allow its programs' }
    const calibration = calibrated({}, ({ model }) => {
      for (const record of model.journal) if (record.kind === 'hops') record.reading = reason
    })
    expect(calibration.clock).toEqual({ model: reason, real: null })
    const metrics = new Set(calibration.rows.map(({ metric }) => metric))
    expect(metrics).toContain('added p50 a hop')
    for (const metric of ['transport', 'added transport', 'app time', 'wire'] as const)
      expect(metrics).not.toContain(metric)
  })

  test('carry the reason where the clock could not be used, or a proof did not hold', () => {
    const unmatched = calibrated({}, ({ real }) => {
      const record = real.journal.find(({ kind }) => kind === 'hops')!
      if (record.kind === 'hops') Object.assign(record.reading, { unmatchedPages: 100 })
    })
    for (const metric of ['added transport', 'wire', 'app time'] as const)
      expect(why(unmatched, 'istio-sidecar', metric)).toContain('could not be matched')
    const broken = calibrated({}, ({ real }) => {
      real.evidence.find(({ arm, bringUp }) => arm === 'istio-sidecar' && bringUp === 0)!.holds = false
    })
    for (const metric of ['added transport', 'wire', 'app time'] as const)
      expect(why(broken, 'istio-sidecar', metric)).toContain(
        'istio-sidecar is withheld: a proof of istio-sidecar',
      )
  })

  test('have no ratio where one costs and the other saves', () => {
    const calibration = calibrated({}, ({ real }) => {
      for (const record of real.journal)
        if (record.kind === 'hops' && record.arm === 'cilium' && 'transportPerHop' in record.reading)
          record.reading.transportPerHop.mean += 30
    })
    expect(why(calibration, 'cilium', 'added transport')).toBe(
      'the emulation and the real thing are on opposite sides of their ground',
    )
  })
})

test('a calibration with parts keeps to its schema', () => {
  expect(calibrationSchema.parse(JSON.parse(JSON.stringify(CALIBRATION)))).toEqual(CALIBRATION)
})

test('a fidelity record quotes what is added to transport, and leaves its pieces to the report', () => {
  const { fidelity } = syntheticCalibration().model.run.arms[0]!
  const line = withQuotes(fidelity, 'netns', 'sidecar', [CALIBRATION]).same.at(-1)!
  expect(line).toMatch(/added transport [56]\d\d µs against 6\d\d µs \(×1\.[01]\d\)/)
  expect(line).not.toMatch(/wire|loopback|caller proxy|app time/)
})
