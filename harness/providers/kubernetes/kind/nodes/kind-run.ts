/** What all kind clusters of a run have in common. */
import type { RunningHopClock } from '../../../../instruments/hop-clock/hop-clock.ts'
import type { ContainerEngine } from '../../../../system/container-engine.ts'
import type { RunSite } from '../../../provider.ts'
import type { KindOptions } from '../flags.ts'
import type { Turns } from '../../turns/turns.ts'

export interface KindRun {
  site: RunSite
  options: KindOptions
  engine: ContainerEngine
  /** Image of services and client. */
  workload: { image: string }
  turns: Turns
  /** The run's hop clock; null where it is not measured. */
  clock: RunningHopClock | null
  /** Runs the steps that keep both cores busy, such as making nodes, one after the other. */
  oneAtATime: <T>(step: () => Promise<T>) => Promise<T>
  /** Folder for the credentials of the clusters during the run. */
  folder: string
}
