/** Times of a run that no scenario sets: one source for running and for the budget told before. */

/** Processes are restarted after so many rounds: one incarnation's luck is not the datapath's cost (docs/method.md#bring-ups). */
export const ROUNDS_PER_BRING_UP = 3
/** Two incarnations in a quick run of 8 rounds: enough to see that they differ, half the time of three. */
export const QUICK_ROUNDS_PER_BRING_UP = 4

/** Load on a fresh arm before its first trial: some thousand requests compile its services, and open the proxies' pools. */
export const FRESH_WARM_UP_MS = 800

/** Timers that were due while the arm was frozen all fire at once after the thaw; they are not its idle rate. */
export const IDLE_SETTLE_MS = 300
/** Long enough for Envoy's 5 s flush cycle to show in proportion over the bring-ups, short enough for the time budget. */
export const IDLE_WINDOW_MS = 1000

/** Rounds of closed-loop trials: the fewest that give a 95 % interval. A second of saturation is over a thousand pages. */
export const CAPACITY_ROUNDS = 6
export const CAPACITY_WARM_UP_MS = 400
export const CAPACITY_MEASURE_MS = 1000
/** A short look is enough for a rate that keeps its distance from saturation anyway. */
export const RATE_PROBE_MS = 1000
