/** What every stage of a run needs. */
import type { Arm } from '../arm/arm.ts'
import type { PlanRecord } from '../results/record.ts'
import type { RunStore } from '../results/store.ts'
import type { ArmSpec, Scenario } from '../scenario/schema.ts'
import type { Progress } from './progress.ts'

export interface RunContext {
  scenario: Scenario
  /** Never changed during the run: what is found out on the way is written to the journal. */
  plan: PlanRecord
  store: RunStore
  progress: Progress
  /** Ends the run when aborted: nothing further is measured, and every arm is torn down. */
  signal: AbortSignal
  /** Names of the arms whose path was proved in full; the engine adds to it. */
  provedInFull: Set<string>
  /** Raises one arm. @throws the reason why the arm did not come up */
  raise(spec: ArmSpec, armIndex: number): Promise<Arm>
}
