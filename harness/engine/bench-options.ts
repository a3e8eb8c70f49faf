/** What a run is given. */
import type { Arm } from '../arm/arm.ts'
import type { HopClock } from '../arm/hop-clock.ts'
import type { JournalRecord, NotMeasured, PlanRecord } from '../results/record.ts'
import type { RunStore } from '../results/store.ts'
import type { ArmSpec, Scenario } from '../scenario/schema.ts'
import type { Progress } from './progress.ts'

export interface BenchOptions {
  scenario: Scenario
  /** Never changed during the run: what is found out on the way is written to the journal. */
  plan: PlanRecord
  store: RunStore
  /** The records that count of a run that is resumed; none in a new run. */
  before?: readonly JournalRecord[]
  progress: Progress
  /** Ends the run when aborted: nothing further is measured, and every arm is torn down. */
  signal: AbortSignal
  /** The run's hop clock, or why the run has none. */
  hopClock: HopClock | NotMeasured
  /** Raises one arm. @throws the reason why the arm did not come up */
  raise(spec: ArmSpec, armIndex: number): Promise<Arm>
}
