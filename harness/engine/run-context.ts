/** What every chapter of a run's story needs. */
import type { Arm } from '../arm/arm.ts'
import type { PlanRecord } from '../results/record.ts'
import type { RunStore } from '../results/store.ts'
import type { ArmSpec, Scenario } from '../scenario/schema.ts'
import type { Progress } from './progress.ts'

export interface RunContext {
  scenario: Scenario
  /** Frozen: what is found out on the way is a fact of the journal. */
  plan: PlanRecord
  store: RunStore
  progress: Progress
  /** Ends the run: nothing further is measured, and every arm goes down. */
  signal: AbortSignal
  /** Brings up one arm. @throws what kept it from coming up */
  raise(spec: ArmSpec, armIndex: number): Promise<Arm>
}
