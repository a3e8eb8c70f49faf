/**
 * Every metric by which arms are compared, one entry each. A new metric needs an entry here, and a column in
 * `report/model/columns.ts` to be shown in a report.
 */
import type { CalibrationMetric } from '../results/calibration.ts'
import { measured } from '../results/measured.ts'
import type { IdleRecord, RunRecord } from '../results/record.ts'
import { marginalCpu } from './marginal-cpu.ts'
import type { CompletedTrial } from './used-rounds.ts'

export type MetricUnit = 'µs' | 'CPU-s per 1000 pages'

/** A trial that counts, with the idle windows of its arm. */
export interface Measurement {
  trial: CompletedTrial
  idle: readonly IdleRecord[]
}

export interface MetricDefinition {
  /** The name inside a sentence: "CPU". */
  name: string
  /** Whose clock reads the metric: the calling program's, or the stamps at the sockets. CPU counts as the user's. */
  clock: 'user' | 'hop'
  unit: MetricUnit
  /** Takes the figure of one trial; null where the trial has none. */
  of: (measurement: Measurement) => number | null
  /** Which of the baseline's figures the margin is 5 % of: its p50, or its figure in this metric. */
  marginFrom: 'p50' | 'itself'
  /** Whether the metric is in the family that shares an error of 5 %. Its differences are given per hop as well. */
  isHeadline: boolean
  /** Whether the client's own lag may be part of the figure. */
  mayHoldLag: boolean
  /** What a run must have for this metric. */
  needs: 'any load' | 'a connection for each call' | 'windows of full length' | 'the hop clock'
  /** Its name in a calibration; null where calibrations leave it out. */
  calibratedAs: CalibrationMetric | null
}

/** Latency is service time: done − written, including the time to connect where each call connects. The client's own lag and queue are left out, because they are not a cost of the datapath. */
const LATENCY = {
  unit: 'µs',
  clock: 'user',
  // One margin for all latencies of a load, so that a longer tail does not buy a wider one.
  marginFrom: 'p50',
  isHeadline: false,
  mayHoldLag: true,
  needs: 'any load',
  calibratedAs: null,
} as const

/** All metrics, in the order in which reports show them. */
export const METRICS = {
  p50: {
    ...LATENCY,
    name: 'p50',
    of: ({ trial }) => trial.latency.serviceUs.p50,
    isHeadline: true,
    calibratedAs: 'added p50 a hop',
  },
  p90: { ...LATENCY, name: 'p90', of: ({ trial }) => trial.latency.serviceUs.p90 },
  p99: {
    ...LATENCY,
    name: 'p99',
    of: ({ trial }) => trial.latency.serviceUs.p99,
    // The windows of a quick run are too short for a tail.
    needs: 'windows of full length',
  },
  connect: {
    ...LATENCY,
    name: 'connect',
    of: ({ trial }) => trial.latency.connectUs?.p50 ?? null,
    marginFrom: 'itself',
    needs: 'a connection for each call',
    calibratedAs: 'added connect',
  },
  // Filled from the readings of the hop clock.
  p10: { ...LATENCY, name: 'p10', of: () => null, needs: 'the hop clock' },
  mean: { ...LATENCY, name: 'mean', of: () => null, needs: 'the hop clock' },
  transport: { ...LATENCY, name: 'transport', clock: 'hop', of: () => null, needs: 'the hop clock' },
  app: { ...LATENCY, name: 'time of the services', clock: 'hop', of: () => null, needs: 'the hop clock' },
  cpu: {
    name: 'CPU',
    clock: 'user',
    unit: 'CPU-s per 1000 pages',
    of: ({ trial, idle }) => measured(marginalCpu(trial, idle))?.compared ?? null,
    marginFrom: 'itself',
    isHeadline: false,
    mayHoldLag: false,
    needs: 'any load',
    calibratedAs: 'added CPU',
  },
} as const satisfies Record<string, MetricDefinition>

export type Metric = keyof typeof METRICS

/** Every metric with its definition. The type is widened, so that code reads the fields of a definition and does not depend on metric names. */
export const ALL_METRICS = Object.entries(METRICS) as [Metric, MetricDefinition][]

export const definitionOf = (metric: Metric): MetricDefinition => METRICS[metric]

/** The metrics that a load of a run has. */
export function metricsOf(run: RunRecord, load: string): Metric[] {
  const perRequest = run.loads.find(({ name }) => name === load)?.connection === 'per-request'
  const isMet: Record<MetricDefinition['needs'], boolean> = {
    'any load': true,
    'a connection for each call': perRequest,
    'windows of full length': !run.quick,
    'the hop clock': false,
  }
  return ALL_METRICS.filter(([, { needs }]) => isMet[needs]).map(([metric]) => metric)
}

/** The figure of each trial. Null where one trial lacks the figure: the other trials would be a selection, and pairs by round would no longer match. */
export function valuesOf(
  metric: Metric,
  trials: readonly CompletedTrial[],
  idle: readonly IdleRecord[],
): number[] | null {
  const values = trials.map((trial) => definitionOf(metric).of({ trial, idle }))
  return values.length > 0 && values.every((value) => value !== null) ? values : null
}
