/** What every stage of a run needs. */
import type { BenchOptions } from './bench-options.ts'
import type { JournalRecord } from '../results/record.ts'
import type { RunClock } from './run-clock.ts'
import type { Saturation } from './saturation.ts'

export interface RunContext extends Omit<BenchOptions, 'hopClock' | 'before'> {
  /** The records that count from before the run was resumed; none in a new run. */
  before: readonly JournalRecord[]
  /** The hop clock as the stages of a run use it. It is there also where the run has no hop clock. */
  clock: RunClock
  /** Names of the arms whose path was proved in full. */
  provedInFull: Set<string>
  /** What saturates each arm that was searched already, by the arm's name. */
  saturation: Map<string, Saturation>
}
