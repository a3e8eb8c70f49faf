/**
 * Every figure that arms are compared by, one row each. A new one is a row here, and a column where a report shows it
 * (`report/model/columns.ts`).
 */
import type { CalibrationMetric } from '../results/calibration.ts'
import { measured } from '../results/measured.ts'
import type { IdleRecord, RunRecord } from '../results/record.ts'
import { marginalCpu } from './marginal-cpu.ts'
import type { CompletedTrial } from './used-rounds.ts'

export type MetricUnit = 'µs' | 'CPU-s per 1000 pages'

/** A trial that counts, with what its arm did without load. */
export interface Measurement {
  trial: CompletedTrial
  idle: readonly IdleRecord[]
}

export interface MetricDefinition {
  /** In a sentence: "CPU". */
  name: string
  unit: MetricUnit
  /** The figure of one trial; null where the trial has none. */
  of: (measurement: Measurement) => number | null
  /** The baseline's own figure that the margin is 5 % of. */
  marginFrom: 'p50' | 'itself'
  /** Whether it is in the family that shares one error of 5 %; its differences are given per hop as well. */
  isHeadline: boolean
  /** Whether the client's own lag may be part of it. */
  mayHoldLag: boolean
  /** Without which no run has it. */
  needs: 'any load' | 'a connection for each call' | 'windows of full length'
  /** Its name where an emulation is held against the real thing; null where that comparison leaves it out. */
  calibratedAs: CalibrationMetric | null
}

/** Latency is service time (done − written, with connecting where each call connects): the client's own lag and its queue are no cost of a datapath. */
const LATENCY = {
  unit: 'µs',
  // One margin for all latencies of a load, so that a longer tail does not buy a wider one.
  marginFrom: 'p50',
  isHeadline: false,
  mayHoldLag: true,
  needs: 'any load',
  calibratedAs: null,
} as const

/** In the order in which readers meet them. */
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
  cpu: {
    name: 'CPU',
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

/** Every metric with its row; the row's type is widened, so that code reads fields and never asks for a name. */
export const ALL_METRICS = Object.entries(METRICS) as [Metric, MetricDefinition][]

export const definitionOf = (metric: Metric): MetricDefinition => METRICS[metric]

/** The metrics that a load of a run has. */
export function metricsOf(run: RunRecord, load: string): Metric[] {
  const perRequest = run.loads.find(({ name }) => name === load)?.connection === 'per-request'
  const isMet: Record<MetricDefinition['needs'], boolean> = {
    'any load': true,
    'a connection for each call': perRequest,
    'windows of full length': !run.quick,
  }
  return ALL_METRICS.filter(([, { needs }]) => isMet[needs]).map(([metric]) => metric)
}

/** The figure of each trial; null where one of them lacks it, for the others would be a selection, and pairs would fall apart. */
export function valuesOf(
  metric: Metric,
  trials: readonly CompletedTrial[],
  idle: readonly IdleRecord[],
): number[] | null {
  const values = trials.map((trial) => definitionOf(metric).of({ trial, idle }))
  return values.length > 0 && values.every((value) => value !== null) ? values : null
}
