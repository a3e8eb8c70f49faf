/** The CPU that the pages of one trial took. */
import { isNotMeasured } from '../results/measured.ts'
import type { NotMeasured } from '../results/record.ts'
import { partsPer1000, type CpuParts } from './cpu-parts.ts'
import type { CompletedTrial } from './used-rounds.ts'

/** CPU of one window for 1000 of its pages, or why it is not known. */
export function pageCpu(trial: CompletedTrial): CpuParts | NotMeasured {
  if (isNotMeasured(trial.cpu)) return trial.cpu
  return trial.ledger.completed === 0
    ? { notMeasured: 'no page completed' }
    : partsPer1000(trial.cpu, trial.ledger.completed)
}
