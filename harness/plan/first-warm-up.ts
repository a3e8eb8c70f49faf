/** How many pages a new arm gets before its first trial. Pure. */
import type { Topology } from '../scenario/schema.ts'
import { callsPerPage } from '../scenario/topology.ts'
import {
  DEAR_FIRST_WARM_UP_CALLS,
  FIRST_WARM_UP_CALLS,
  QUICK_FIRST_WARM_UP_CALLS,
  ROUNDS_PER_BRING_UP,
} from './durations.ts'

/** The same number for every arm of a topology. A page of many calls loads more services at once, so fewer pages are sent. */
export const firstWarmUpPages = (
  topology: Topology,
  run: { quick: boolean; roundsPerBringUp: number },
): number => Math.ceil(callsOf(run) / callsPerPage(topology))

function callsOf({ quick, roundsPerBringUp }: { quick: boolean; roundsPerBringUp: number }): number {
  if (quick) return QUICK_FIRST_WARM_UP_CALLS
  return roundsPerBringUp > ROUNDS_PER_BRING_UP ? DEAR_FIRST_WARM_UP_CALLS : FIRST_WARM_UP_CALLS
}
