/** Numbers and durations of a run that no scenario sets. Both the run and its time budget use these constants. */

/**
 * Rounds that share a bring-up. Every new set of processes measures a little differently, so the bring-up is the unit of every
 * interval (docs/method.md#bring-ups). Two rounds make up for the time of bringing up; a third would tell nearly the same again.
 */
export const ROUNDS_PER_BRING_UP = 2
/** A quick run has time for six bring-ups of one round, and six units tell more than three of two rounds. */
export const QUICK_ROUNDS_PER_BRING_UP = 1

/**
 * Calls of client and services in the first warm-up of an arm: 1000 pages of three calls. After 200 pages services took half as
 * much CPU again in their first two trials, after 600 pages a third more in their first, after 1200 pages no more
 * (docs/method.md#first-warm-up).
 */
export const FIRST_WARM_UP_CALLS = 3000

/**
 * Idle windows of each arm, spread over the bring-ups. CPU under load minus idle CPU needs the mean of the run, not of one
 * bring-up: a difference between bring-ups would be multiplied by the ratio of the windows.
 */
export const IDLE_WINDOWS = 3
export const QUICK_IDLE_WINDOWS = 1
/** Time between thaw and idle window: timers that were due while the arm was frozen fire at once, and collecting garbage goes on. */
export const IDLE_SETTLE_MS = 1000
/** Three windows see enough of Envoy's 5 s flush cycle, and fit the time budget. */
export const IDLE_WINDOW_MS = 1000

/**
 * Rounds of closed-loop trials, spread over the bring-ups: the fewest that give a 95 % interval. 0.8 s of saturation have over
 * a thousand pages.
 */
export const CAPACITY_ROUNDS = 6
/** The arm has been warmed up before; its new connections open within milliseconds. */
export const CAPACITY_WARM_UP_MS = 300
export const CAPACITY_MEASURE_MS = 800
/** A short probe is enough, since the chosen rate is far below saturation. */
export const RATE_PROBE_MS = 1000
