/** Which proofs of a run are made in full. */
import { bringUpsOf } from '../plan/bring-ups.ts'
import type { ProofDepth } from '../arm/claims.ts'
import type { Evidence, PlanRecord } from '../results/record.ts'

/**
 * An arm is proved in full before its first trial of the run, and after the last bring-up. Every other proof is by counters: what
 * strangers and captures show does not change between bring-ups with equal configurations, and takes a second of each arm.
 */
export const depthOfProof = (
  { plan, provedInFull }: { plan: PlanRecord; provedInFull: ReadonlySet<string> },
  arm: string,
  bringUp: number,
  when: Evidence['when'],
): ProofDepth =>
  when === 'before'
    ? provedInFull.has(arm)
      ? 'counters'
      : 'full'
    : bringUp === bringUpsOf(plan) - 1
      ? 'full'
      : 'counters'
