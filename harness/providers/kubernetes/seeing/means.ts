/** How it is counted what an arm made visible. */
import type { CounterClaim } from '../../../arm/claims.ts'
import type { SeenSoFar } from '../../../arm/seen.ts'

export interface SeeingMeans {
  claims: CounterClaim[]
  /** Counters of the claims, once what is under way has arrived. */
  readCounters(): Promise<Record<string, number>>
  seen(): Promise<SeenSoFar>
  /** Called when the arm was thawed, and before it is frozen: for work that goes by the time in which the arm runs. */
  work?(): Promise<void>
  rest?(): Promise<void>
  assertAlive?(): void
  close?(): void
}
