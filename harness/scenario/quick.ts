/** The scenario of `--quick`: under 90 seconds with bring-up, for a first look and for CI. */
import { BASELINE, TWIN } from './arms.ts'
import type { KnownDatapath } from './datapath-names.ts'
import type { Scenario } from './schema.ts'

/** The fewest rounds with a 95 % interval after Bonferroni over three comparisons is 7; 8 make two Williams squares of four arms. */
const QUICK_ROUNDS = 8
/** 8 rounds × 4 arms × (0.3 + 1.0 + 0.1 s of thaw and freeze) = 45 s; bring-ups take the rest. */
const QUICK_WARM_UP_MS = 300
const QUICK_MEASURE_MS = 1000

/**
 * Fewer rounds, short windows, no capacity; of the arms the baseline, its twin and those whose datapath says that it is
 * for quick runs, or with `keepArms` all.
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
