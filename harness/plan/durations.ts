/** Durations of a run that no scenario sets. Both the run and its time budget use these constants. */

/**
 * Processes are restarted after this many rounds, since every new set of processes measures a little differently
 * (docs/method.md#bring-ups).
 */
export const ROUNDS_PER_BRING_UP = 3
/** Gives a quick run of 8 rounds two bring-ups: enough to see that they differ, in half the time of three. */
export const QUICK_ROUNDS_PER_BRING_UP = 4

/** Load on a new arm before its first trial: some thousand requests compile its services and open the proxies' connection pools. */
export const FRESH_WARM_UP_MS = 800

/** Time between thaw and idle window: timers that were due while the arm was frozen all fire at once after the thaw. */
export const IDLE_SETTLE_MS = 300
/** Long enough to see Envoy's 5 s flush cycle in proportion over all bring-ups, short enough for the time budget. */
export const IDLE_WINDOW_MS = 1000

/** Rounds of closed-loop trials: the fewest that give a 95 % interval. One second of saturation has over a thousand pages. */
export const CAPACITY_ROUNDS = 6
export const CAPACITY_WARM_UP_MS = 400
export const CAPACITY_MEASURE_MS = 1000
/** A short probe is enough, since the chosen rate is far below saturation. */
export const RATE_PROBE_MS = 1000
