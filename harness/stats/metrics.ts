/**
 * Every metric by which arms are compared, one entry each. A new metric needs an entry here, and a column in
 * `report/model/columns.ts` to be shown in a report.
 */
import { mean } from '../numbers/mean.ts'
import { quantileSorted } from '../numbers/quantile.ts'
import type { CalibrationMetric } from '../results/calibration.ts'
import { isNotMeasured, measured } from '../results/measured.ts'
import type { HopReading, JournalRecord, RunRecord } from '../results/record.ts'
import { pageCpu } from './page-cpu.ts'
import { hasHopClock, type Measurement } from './measurements.ts'

export type MetricUnit = 'µs' | 'µs a hop' | 'CPU-s per 1000 pages'

/** Whose clock a latency was read from: the calling program's, or the stamps at the sockets. */
export type Clock = 'user' | 'hop'

export interface MetricDefinition {
  /** The name inside a sentence: "CPU". */
  name: string
  unit: MetricUnit
  /** Null for a metric that is no time. */
  clock: Clock | null
  /** Takes the figure of one window, null where the window has none; or the share of all pages together, and the fewest pages for it. */
  figure: { of: (measurement: Measurement) => number | null } | { share: number; fewestPages: number }
  /** What the margin is: 5 % of the baseline's p50, 5 % of its figure in this metric, or a fixed time. */
  margin: 'share of p50' | 'share of itself' | 'fixed'
  /** The metric by which its clock answers. Only these metrics are in the family that shares an error of 5 %. */
  isHeadline: boolean
  /** Whether a difference of pages may be divided by the hops of a page. Tails and sums may not. */
  isPerHop: boolean
  /** Whether the client's own lag may be part of the figure. */
  mayHoldLag: boolean
  /** What a run must have for this metric. */
  needs: 'any load' | 'a connection for each call' | 'the hop clock' | 'the hop clock and new connections'
  /** Its name in a calibration; null where calibrations leave it out. */
  calibratedAs: CalibrationMetric | null
}

/** Latency is service time: done − written, including the time to connect where each call connects. The client's own lag and queue are left out, because they are not a cost of the datapath. */
const USER = {
  unit: 'µs',
  clock: 'user',
  // One margin for all latencies of a load, so that a longer tail does not buy a wider one.
  margin: 'share of p50',
  isHeadline: false,
  isPerHop: false,
  mayHoldLag: true,
  needs: 'any load',
  calibratedAs: null,
} as const

/** Times between sockets. The client's own lag and the time until a program wakes up are in none of them. */
const HOP = {
  unit: 'µs a hop',
  clock: 'hop',
  margin: 'fixed',
  isHeadline: false,
  isPerHop: false,
  mayHoldLag: false,
  needs: 'the hop clock',
  calibratedAs: null,
} as const

const ofPages =
  (read: (sortedUs: Float64Array) => number) =>
  ({ pagesUs }: Measurement): number | null => {
    const pages = pagesUs()
    return pages === null || pages.length === 0 ? null : read(pages)
  }

const ofHops =
  (read: (reading: HopReading) => number | null) =>
  ({ hops }: Measurement): number | null =>
    isNotMeasured(hops) ? null : read(hops)

/** A p99 rests on ten pages. */
const FEWEST_FOR_P99 = 1000

/** All metrics, in the order in which reports show them. */
export const METRICS = {
  p50: {
    ...USER,
    name: 'p50',
    figure: { of: ({ trial }) => trial.latency.serviceUs.p50 },
    isHeadline: true,
    isPerHop: true,
    calibratedAs: 'added p50 a hop',
  },
  mean: {
    ...USER,
    name: 'mean',
    figure: { of: ofPages((pages) => mean(pages)) },
    isPerHop: true,
  },
  // It leaves out pages that waited for anything.
  p10: {
    ...USER,
    name: 'p10',
    figure: { of: ofPages((pages) => quantileSorted(pages, 0.1)) },
    isPerHop: true,
  },
  p90: { ...USER, name: 'p90', figure: { of: ({ trial }) => trial.latency.serviceUs.p90 } },
  p99: { ...USER, name: 'p99', figure: { share: 0.99, fewestPages: FEWEST_FOR_P99 } },
  connect: {
    ...USER,
    name: 'connect',
    figure: { of: ({ trial }) => trial.latency.connectUs?.p50 ?? null },
    margin: 'share of itself',
    needs: 'a connection for each call',
    calibratedAs: 'added connect',
  },
  transport: {
    ...HOP,
    name: 'transport',
    figure: { of: ofHops(({ transportPerHop }) => transportPerHop.mean) },
    isHeadline: true,
    calibratedAs: 'added transport',
  },
  transportP50: {
    ...HOP,
    name: 'p50 of transport',
    figure: { of: ofHops(({ transportPerHop }) => transportPerHop.p50) },
  },
  transportP10: {
    ...HOP,
    name: 'p10 of transport',
    figure: { of: ofHops(({ transportPerHop }) => transportPerHop.p10) },
  },
  app: {
    ...HOP,
    name: "services' own time",
    figure: { of: ofHops(({ appPerHop }) => appPerHop.mean) },
    // Services work for 100 to 300 µs a hop, and a slow host makes them slower in proportion.
    margin: 'share of itself',
  },
  clockedConnect: {
    ...HOP,
    name: 'connect by the hop clock',
    unit: 'µs',
    figure: { of: ofHops(({ connectUs }) => connectUs?.mean ?? null) },
    needs: 'the hop clock and new connections',
  },
  cpu: {
    name: 'CPU',
    unit: 'CPU-s per 1000 pages',
    clock: null,
    figure: { of: ({ trial }) => measured(pageCpu(trial))?.compared ?? null },
    margin: 'share of itself',
    isHeadline: false,
    isPerHop: false,
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
export function metricsOf(run: RunRecord, load: string, journal: readonly JournalRecord[]): Metric[] {
  const perRequest = run.loads.find(({ name }) => name === load)?.connection === 'per-request'
  const clocked = hasHopClock(journal)
  const isMet: Record<MetricDefinition['needs'], boolean> = {
    'any load': true,
    'a connection for each call': perRequest,
    'the hop clock': clocked,
    'the hop clock and new connections': clocked && perRequest,
  }
  return ALL_METRICS.filter(([, { needs }]) => isMet[needs]).map(([metric]) => metric)
}

/** The headline metrics of a run, one for each clock that it has. */
export const headlinesOf = (journal: readonly JournalRecord[]): Metric[] =>
  ALL_METRICS.filter(
    ([, { isHeadline, clock }]) => isHeadline && (clock !== 'hop' || hasHopClock(journal)),
  ).map(([metric]) => metric)
