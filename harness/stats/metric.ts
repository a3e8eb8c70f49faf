/** The figure of one trial that a comparison is about. */
import type { IdleRecord, JournalRecord } from '../results/record.ts'
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

/** Records of idle windows by arm. */
export function idleByArm(journal: readonly JournalRecord[]): Map<string, IdleRecord[]> {
  return Map.groupBy(
    journal.filter((record) => record.kind === 'idle'),
    (record) => record.arm,
  )
}

/**
 * CPU above idle of one trial; the idle rate is that of the same arm in the nearest bring-up, since that is the same or
 * the most alike incarnation. Null where no idle window was recorded or no page completed.
 */
export function marginalCpu(trial: CompletedTrial, idle: readonly IdleRecord[]): CpuParts | null {
  const [nearest] = idle.toSorted(
    (a, b) => Math.abs(a.bringUp - trial.bringUp) - Math.abs(b.bringUp - trial.bringUp),
  )
  return nearest === undefined || trial.ledger.completed === 0
    ? null
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
      return marginalCpu(trial, idle)?.compared ?? null
  }
}
