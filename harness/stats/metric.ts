/** The figure of one trial that a comparison is about. */
import { isNotMeasured, measured } from '../results/measured.ts'
import type { IdleRecord, JournalRecord, NotMeasured } from '../results/record.ts'
import type { Comparison, CpuParts, Metric } from './analysis.ts'
import { marginalPer1000 } from './cpu-parts.ts'
import type { CompletedTrial } from './used-rounds.ts'

export const UNIT: Record<Metric, Comparison['unit']> = {
  p50: 'µs',
  p90: 'µs',
  p99: 'µs',
  connect: 'µs',
  cpu: 'CPU-s per 1000 pages',
}

export const NO_IDLE_WINDOW = 'no idle window was recorded'

/** Records of idle windows by arm. */
export function idleByArm(journal: readonly JournalRecord[]): Map<string, IdleRecord[]> {
  return Map.groupBy(
    journal.filter((record) => record.kind === 'idle'),
    (record) => record.arm,
  )
}

/**
 * CPU above idle of one trial; the idle rate is that of the same arm in the nearest bring-up, since that is the same or
 * the most alike incarnation.
 */
export function marginalCpu(trial: CompletedTrial, idle: readonly IdleRecord[]): CpuParts | NotMeasured {
  const [nearest] = idle.toSorted(
    (a, b) => Math.abs(a.bringUp - trial.bringUp) - Math.abs(b.bringUp - trial.bringUp),
  )
  if (nearest === undefined) return { notMeasured: NO_IDLE_WINDOW }
  if (isNotMeasured(trial.cpu)) return trial.cpu
  if (isNotMeasured(nearest.cpu)) return nearest.cpu
  return trial.ledger.completed === 0
    ? { notMeasured: 'no page completed' }
    : marginalPer1000(trial.cpu, nearest.cpu, trial.ledger.completed)
}

/** Latency is service time (done − written, with connecting where each call connects): the client's own lag and its queue are no cost of a datapath. */
export function metricOf(metric: Metric, trial: CompletedTrial, idle: readonly IdleRecord[]): number | null {
  switch (metric) {
    case 'p50':
    case 'p90':
    case 'p99':
      return trial.latency.serviceUs[metric]
    case 'connect':
      return trial.latency.connectUs?.p50 ?? null
    case 'cpu':
      return measured(marginalCpu(trial, idle))?.compared ?? null
  }
}
