/** Shortens a scenario for `--quick`: under 90 seconds with bring-ups, for a first look and for CI. */
import { BASELINE, TWIN } from './arms.ts'
import type { KnownDatapath } from './datapath-names.ts'
import type { Scenario } from './schema.ts'

/**
 * 7 rounds are the fewest that give a 95 % interval with Bonferroni's correction for three comparisons. 8 make two Williams
 * squares of four arms.
 */
const QUICK_ROUNDS = 8
/** 8 rounds × 4 arms × (0.3 + 1.0 + 0.1 s of thaw and freeze) = 45 s. Bring-ups take the rest of the 90 s. */
const QUICK_WARM_UP_MS = 300
const QUICK_MEASURE_MS = 1000

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
