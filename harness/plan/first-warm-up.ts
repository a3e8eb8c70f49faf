/** How many pages a new arm gets before its first trial. Pure. */
import type { Topology } from '../scenario/schema.ts'
import { callsPerPage } from '../scenario/topology.ts'
import { FIRST_WARM_UP_CALLS, QUICK_FIRST_WARM_UP_CALLS } from './durations.ts'

/** The same number for every arm of a topology. A page of many calls loads more services at once, so fewer pages are sent. */
export const firstWarmUpPages = (topology: Topology, quick: boolean): number =>
  Math.ceil((quick ? QUICK_FIRST_WARM_UP_CALLS : FIRST_WARM_UP_CALLS) / callsPerPage(topology))
