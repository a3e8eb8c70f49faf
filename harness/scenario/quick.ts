/** Shortens a scenario for `--quick`: under a minute with bring-ups, for a first look and for CI. */
import { BASELINE, TWIN } from './arms.ts'
import type { KnownDatapath } from './datapath-names.ts'
import type { Scenario } from './schema.ts'

/** Six bring-ups of one round: the bring-up is the unit of every interval, and with fewer the intervals would be very wide. */
const QUICK_ROUNDS = 6
/** 6 rounds × 5 arms × (0.15 + 0.35 + 0.06 s of thaw and freeze) = 17 s. Bring-ups and proofs take most of the rest of the minute. */
const QUICK_WARM_UP_MS = 150
const QUICK_MEASURE_MS = 350

/**
 * Returns the scenario with fewer rounds, short windows and no capacity. It keeps the baseline, its twin and the arms whose
 * datapath is marked for quick runs; with `keepArms` it keeps all arms.
 */
export function quickScenario(
  scenario: Scenario,
  keepArms: boolean,
  here: readonly (KnownDatapath & { quick: boolean })[],
): Scenario {
  const isQuick = (datapath: string): boolean => here.some(({ name, quick }) => name === datapath && quick)
  const kept = scenario.arms.filter(
    ({ name, datapath }) => [BASELINE, TWIN].includes(name) || isQuick(datapath),
  )
  return {
    ...scenario,
    arms: keepArms ? scenario.arms : kept,
    rounds: QUICK_ROUNDS,
    capacity: false,
    loads: scenario.loads.map((load) => ({ ...load, warmUp: QUICK_WARM_UP_MS, measure: QUICK_MEASURE_MS })),
  }
}
