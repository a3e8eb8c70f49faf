/** What a gate judges by numbers, in the order in which it shows them: first what hardly depends on how fast the machine is today. */
import { isNotMeasured, measured } from '../../results/measured.ts'
import type { Measurement } from '../measurements.ts'
import { pageCpu } from '../page-cpu.ts'

export interface GateMetric {
  name: string
  unit: string
  /** The figure of one window; null where the window has none. */
  figure: (measurement: Measurement) => number | null
  /** A change below this matters to nobody, however large a share it is. In `unit`. */
  least: number
  /**
   * Whether the gate's answer waits for it: a robust metric that cannot be told leaves the gate without an answer. The client's clock
   * holds what the machine does besides, so that it may only add a regression.
   */
  decides: boolean
  /** Whether the figure is a time of programs, which grows when the machine is slow. */
  followsSpeed: boolean
}

/** 20 µs of CPU a page: as much as the planted busy service takes, an effect of a size worth finding (harness/scenario/planted.ts). */
const LEAST_CPU_SECONDS = 0.02
/** One further wake-up of each program of a chain of three. */
const LEAST_SWITCHES = 3
/** One further packet of a page, counted at both of its ends, with the headers that carry it. */
const LEAST_BYTES = 150
/** A seventeenth of a hop without any datapath. */
const LEAST_TRANSPORT_US = 1
/** As above, and the client's own p50 never resolves less. */
const LEAST_PAGE_US = 20

export const GATE_METRICS = {
  cpu: {
    name: 'CPU',
    unit: 'CPU-s per 1000 pages',
    figure: ({ trial }) => measured(pageCpu(trial))?.compared ?? null,
    least: LEAST_CPU_SECONDS,
    decides: true,
    followsSpeed: true,
  },
  switches: {
    name: 'context switches',
    unit: 'a page, whole host',
    figure: ({ trial: { cpu, ledger } }) =>
      isNotMeasured(cpu) || isNotMeasured(cpu.contextSwitches) || ledger.completed === 0
        ? null
        : cpu.contextSwitches / ledger.completed,
    least: LEAST_SWITCHES,
    decides: true,
    followsSpeed: false,
  },
  bytes: {
    name: 'bytes',
    unit: "a page, at the pods' interfaces",
    figure: ({ trial: { wire, ledger } }) =>
      wire === undefined || ledger.completed === 0 ? null : wire.bytes / ledger.completed,
    least: LEAST_BYTES,
    decides: true,
    followsSpeed: false,
  },
  transport: {
    name: 'transport',
    unit: 'µs a hop',
    figure: ({ hops }) => (isNotMeasured(hops) ? null : hops.transportPerHop.mean),
    least: LEAST_TRANSPORT_US,
    decides: true,
    followsSpeed: true,
  },
  p50: {
    name: 'p50',
    unit: 'µs a page',
    figure: ({ trial }) => trial.latency.serviceUs.p50,
    least: LEAST_PAGE_US,
    decides: false,
    followsSpeed: true,
  },
  p90: {
    name: 'p90',
    unit: 'µs a page',
    figure: ({ trial }) => trial.latency.serviceUs.p90,
    least: LEAST_PAGE_US,
    decides: false,
    followsSpeed: true,
  },
} as const satisfies Record<string, GateMetric>

export type GateMetricName = keyof typeof GATE_METRICS

export const ALL_GATE_METRICS = Object.entries(GATE_METRICS) as [GateMetricName, GateMetric][]
