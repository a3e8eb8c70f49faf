/** The CPU that the pages of one trial took above that of the idle arm. */
import { isNotMeasured } from '../results/measured.ts'
import type { IdleRecord, JournalRecord, NotMeasured } from '../results/record.ts'
import { marginalPer1000, type CpuParts } from './cpu-parts.ts'
import type { CompletedTrial } from './used-rounds.ts'

export const NO_IDLE_WINDOW = 'no idle window was recorded'

/** Records of idle windows by arm. */
export function idleByArm(journal: readonly JournalRecord[]): Map<string, IdleRecord[]> {
  return Map.groupBy(
    journal.filter((record) => record.kind === 'idle'),
    (record) => record.arm,
  )
}

/**
 * CPU above idle of one trial. The idle rate is the arm's own in the nearest bring-up, whose processes are the same or the
 * most similar.
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
