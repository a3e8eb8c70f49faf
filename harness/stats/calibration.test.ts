/** An emulation against the real thing, with figures that were made up: the ratios are known beforehand. */
import { describe, expect, test } from 'vitest'
import { calibrationSchema, type Calibration, type CalibrationMetric } from '../results/calibration.ts'
import { isNotMeasured } from '../results/measured.ts'
import type { RunRecord } from '../results/record.ts'
import { withQuotes } from './calibration-quote.ts'
import { calibrate, isCounterpart } from './calibration.ts'
import { syntheticCalibration } from './testing/synthetic-calibration.ts'

const calibrated = (options: Parameters<typeof syntheticCalibration>[0] = {}): Calibration => {
  const { model, real } = syntheticCalibration(options)
  return calibrate(model, real)!
}
const rowOf = ({ rows }: Calibration, real: string, metric: CalibrationMetric) =>
  rows.find((row) => row.real === real && row.metric === metric)
const why = (calibration: Calibration, real: string, metric: CalibrationMetric): string => {
  const ratio = rowOf(calibration, real, metric)!.ratio
  if (!isNotMeasured(ratio)) throw new Error(`×${ratio.value}`)
  return ratio.notMeasured
}

test('a calibration keeps to its stored schema, whichever run comes first', () => {
  const { model, real } = syntheticCalibration()
  const calibration = calibrate(real, model)
  expect(calibration).toEqual(calibrate(model, real))
  expect(calibrationSchema.parse(calibration)).toEqual(calibration)
  expect(calibration).toMatchObject({
    model: { run: model.run.id, provider: 'netns' },
    real: { run: real.run.id, provider: 'kind' },
  })
})

describe('a datapath that costs 1.1 times what its emulation costs', () => {
  test.each<CalibrationMetric>(['added p50 a hop', 'added CPU'])('%s', (metric) => {
    const { ratio } = rowOf(calibrated(), 'istio-sidecar', metric)!
    if (isNotMeasured(ratio)) throw new Error(ratio.notMeasured)
    expect(ratio.interval!.low).toBeLessThan(1.1)
    expect(ratio.interval!.high).toBeGreaterThan(1.1)
    expect(ratio.interval!.high - ratio.interval!.low).toBeLessThan(0.3)
    expect(ratio.value).toBeGreaterThan(ratio.interval!.low)
    expect(ratio.value).toBeLessThan(ratio.interval!.high)
  })

  test('is shown at its rate, a hop at a time, with both intervals', () => {
    const row = rowOf(calibrated(), 'istio-sidecar', 'added p50 a hop')!
    expect(row).toMatchObject({
      model: 'sidecar',
      load: 'steady',
      pagesPerSecond: 200,
      connection: 'keep-alive',
    })
    if (isNotMeasured(row.modelFigure)) throw new Error(row.modelFigure.notMeasured)
    expect(row.modelFigure.value).toBeCloseTo(600, -2)
    expect(row.modelFigure.interval!.low).toBeLessThan(row.modelFigure.value)
  })

  test('memory of a pod and the share of the capacity have ratios too', () => {
    const calibration = calibrated()
    expect(rowOf(calibration, 'istio-sidecar', 'proxy memory a pod')!.ratio).toMatchObject({
      value: 160 / 108,
    })
    const { ratio } = rowOf(calibration, 'istio-sidecar', 'capacity share')!
    expect(isNotMeasured(ratio) ? 0 : ratio.value).toBeCloseTo(540 / 640, 1)
  })
})

test('both costs have one ground, kube-proxy, which is compared itself', () => {
  const calibration = calibrated()
  const { model, real } = calibration.arms.find((pair) => pair.real.name === 'istio-sidecar')!
  expect([model.against, real.against]).toEqual(['kube-proxy-iptables', 'kube-proxy-iptables'])
  const { ratio } = rowOf(calibration, 'kube-proxy-iptables', 'page p50')!
  expect(isNotMeasured(ratio) ? 0 : ratio.value).toBeCloseTo(1025 / 925, 1)
  expect(rowOf(calibration, 'istio-sidecar', 'capacity share')!.unit).toBe('of kube-proxy')
})

test('without kube-proxy in one of the runs, both costs are taken against the plain network', () => {
  const { model, real } = syntheticCalibration()
  real.run.arms = real.run.arms.filter(({ name }) => name !== 'kube-proxy-iptables')
  const { arms } = calibrate(model, real)!
  const pair = arms.find((one) => one.real.name === 'istio-sidecar')!
  expect([pair.model.against, pair.real.against]).toEqual(['direct', 'direct'])
})

test('the plain network is compared itself', () => {
  const { ratio } = rowOf(calibrated(), 'direct', 'page p50')!
  expect(isNotMeasured(ratio) ? 0 : ratio.value).toBeCloseTo(1000 / 900, 1)
})

describe('there is no ratio, but a reason,', () => {
  test('of a cost that is not surely there', () => {
    expect(why(calibrated(), 'cilium', 'added p50 a hop')).toMatch(
      /^ebpf is (equivalent to|not resolved against) /,
    )
  })

  test('of what was withheld', () => {
    const { model, real } = syntheticCalibration()
    for (const one of real.analysis.comparisons) one.verdict = 'withheld'
    for (const one of real.analysis.comparisons) one.reason = 'a proof did not hold'
    const calibration = calibrate(model, real)!
    expect(why(calibration, 'istio-sidecar', 'added CPU')).toBe(
      'istio-sidecar is withheld: a proof did not hold',
    )
    expect(rowOf(calibration, 'istio-sidecar', 'added CPU')!.realFigure).toHaveProperty('notMeasured')
  })

  test('of memory that was counted in two ways', () => {
    const { model, real } = syntheticCalibration()
    for (const record of real.journal)
      if (record.kind === 'trial' && record.status !== 'failed' && !isNotMeasured(record.memory))
        record.memory.method = 'cadvisor'
    expect(why(calibrate(model, real)!, 'istio-sidecar', 'proxy memory a pod')).toMatch(
      /^counted in two ways: smaps of every process, and cAdvisor \(/,
    )
  })

  test('of a capacity that the client was limited by', () => {
    const { model, real } = syntheticCalibration()
    for (const summary of real.analysis.arms)
      if (!isNotMeasured(summary.capacity)) summary.capacity.limit = { by: 'load client' }
    expect(why(calibrate(model, real)!, 'istio-sidecar', 'capacity share')).toBe(
      'istio-sidecar was limited by the load client',
    )
  })

  test('of capacities of runs that did not search for the limit', () => {
    expect(why(calibrated({ searched: false }), 'istio-sidecar', 'capacity share')).toBe(
      'sidecar was measured with 32 connections, whatever limited it; istio-sidecar was measured with 32 connections, whatever limited it',
    )
  })

  test('of an arm that never came up', () => {
    const trouble = Array.from({ length: 24 }, (_, round) => ({
      ...{ arm: 'istio-sidecar', round },
      status: 'failed' as const,
    }))
    expect(why(calibrated({ trouble }), 'istio-sidecar', 'added p50 a hop')).toBe(
      'no usable round of istio-sidecar and kube-proxy-iptables',
    )
  })
})

describe('what is not compared', () => {
  test('an arm that nothing emulates is named', () => {
    expect(calibrated().notCompared).toEqual([
      'linkerd: no arm of 2030-01-01T00-00-00-0001 emulates it with the same options',
    ])
  })

  test('a load of another rate gives no rows', () => {
    const { model, real } = syntheticCalibration()
    real.run.loads[0]!.pagesPerSecond = 150
    const { rows, notCompared } = calibrate(model, real)!
    expect(new Set(rows.map(({ metric }) => metric))).toEqual(new Set(['capacity share']))
    expect(notCompared).toContain(
      'load steady: 150 pages/s keep-alive in 2030-01-02T00-00-00-0002, 200 pages/s keep-alive in 2030-01-01T00-00-00-0001',
    )
  })

  test('arms with other options are other arms', () => {
    const { model, real } = syntheticCalibration()
    real.run.arms.find(({ name }) => name === 'istio-sidecar')!.fillerServices = 10
    expect(rowOf(calibrate(model, real)!, 'istio-sidecar', 'added CPU')).toBeUndefined()
  })

  test('without a datapath in common there is no calibration', () => {
    const { model, real } = syntheticCalibration()
    for (const datapath of real.run.datapaths) datapath.modelledBy = null
    real.run.arms = real.run.arms.filter(({ name }) => name !== 'kube-proxy-iptables')
    expect(calibrate(model, real)).toBeNull()
  })
})

test('new connections are compared where each call opens one', () => {
  const calibration = calibrated({ loads: [{ name: 'fresh', connection: 'per-request' }] })
  expect(rowOf(calibration, 'istio-sidecar', 'added connect')).toBeDefined()
  expect(rowOf(calibrated(), 'istio-sidecar', 'added connect')).toBeUndefined()
})

describe('two runs are counterparts', () => {
  const { model, real } = syntheticCalibration()
  model.run.host = { ...model.run.host, cpuSignature: 'model 207' }
  real.run.host = { ...model.run.host }
  test('where an older one does not tell processors of one name apart', () => {
    const host = { ...real.run.host }
    delete host.cpuSignature
    expect(isCounterpart({ ...model.run, host }, real.run)).toBe(true)
  })
  test('as they are', () => expect(isCounterpart(model.run, real.run)).toBe(true))
  test.each<[string, (run: RunRecord) => Partial<RunRecord>]>([
    ['on another host', (run) => ({ host: { ...run.host, cores: 64 } })],
    ['on another processor of that name', (run) => ({ host: { ...run.host, cpuSignature: 'model 85' } })],
    ['with another kernel', (run) => ({ host: { ...run.host, kernel: '5.10.0' } })],
    ['that was interrupted', () => ({ status: 'interrupted' })],
    ['of the same provider', () => ({ provider: 'netns' })],
    ['on a cluster that may be anywhere', () => ({ provider: 'kubeconfig' })],
    ['with its client elsewhere', (run) => ({ scenario: { ...run.scenario, clientPlacement: 'away' } })],
    ['of another page', (run) => ({ scenario: { ...run.scenario, page: [['back']] } })],
  ])('not one %s', (_, change) => {
    expect(isCounterpart(model.run, { ...real.run, ...change(real.run) })).toBe(false)
  })
  test('whatever the versions of other programs', () => {
    const host = { ...real.run.host, versions: { node: '26.0.0' } }
    expect(isCounterpart({ ...model.run, host }, real.run)).toBe(true)
  })
})

describe('a fidelity record', () => {
  const fidelity = syntheticCalibration().model.run.arms[0]!.fidelity
  const quote = (datapath: string, calibrations: Calibration[], provider = 'netns') =>
    withQuotes(fidelity, provider, datapath, calibrations).same.slice(fidelity.same.length)

  test('quotes the newest calibration that has the datapath', () => {
    const [line, ...more] = quote('sidecar', [
      { ...calibrated(), arms: [] },
      calibrated(),
      { ...calibrated(), scenario: 'older' },
    ])
    expect(more).toEqual([])
    expect(line).toMatch(
      /^calibrated on this host 2030-01-02 against istio-sidecar on kind \(synthetic-chain-3, sidecar of run .*0001, istio-sidecar of run .*0002\): at 200 pages\/s keep-alive, added p50 a hop [56]\d\d µs against 6\d\d µs \(×1\.\d\d\), added CPU ×1\.\d\d, proxy memory a pod ×1\.48; at saturation, capacity share ×0\.\d\d$/,
    )
  })

  test('says why there is no ratio', () => {
    expect(quote('ebpf', [calibrated()])[0]).toMatch(/added p50 a hop without a ratio: ebpf is/)
  })

  test('is left as it is where nothing was calibrated, and on the real side', () => {
    expect(quote('sidecar', [])).toEqual([])
    expect(quote('sidecar-mtls', [calibrated()])).toEqual([])
    expect(quote('direct', [calibrated()], 'kind')).toEqual([])
  })
})
