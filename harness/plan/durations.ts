/** Numbers and durations of a run that no scenario sets. Both the run and its time budget use these constants. */

/**
 * Rounds that share a bring-up. Every new set of processes measures a little differently, so the bring-up is the unit of every
 * interval (docs/method.md#bring-ups). Two rounds make up for the time of bringing up; a third would tell nearly the same again.
 */
export const ROUNDS_PER_BRING_UP = 2
/** A quick run has time for six bring-ups of one round, and six units tell more than three of two rounds. */
export const QUICK_ROUNDS_PER_BRING_UP = 1

/**
 * Calls of client and services in the first warm-up of an arm: 600 pages of three calls, the most that a run of six minutes has
 * time for. Services are still somewhat slower in their first trial than after 1200 pages, by the same number of pages in every arm
 * (docs/method.md#first-warm-up).
 */
export const FIRST_WARM_UP_CALLS = 1800
/** A quick run has time for half of it. */
export const QUICK_FIRST_WARM_UP_CALLS = 900
/**
 * Where bringing up is so dear that more rounds share a bring-up, more pages cost little beside it. Istio's sidecars with mutual TLS
 * took 30 % longer a hop in the window after 600 pages than in those after 800 and 950, which did not differ.
 */
export const DEAR_FIRST_WARM_UP_CALLS = 3000

/** Idle windows of each arm; none in a quick run. No comparison uses them: they say what an arm takes at rest. */
export const IDLE_WINDOWS = 1
/** Time between thaw and idle window: timers that were due while the arm was frozen fire at once, and collecting garbage goes on. */
export const IDLE_SETTLE_MS = 700
/** Short, for the time budget. Work that comes every 5 s, such as a proxy's flush, may fall outside. */
export const IDLE_WINDOW_MS = 1000

/** Windows of each arm, under each load, in which the hop clock's own programs are timed; none in a quick run. */
export const PRICE_WINDOWS = 1
/** What the programs take depends on the rate, not on how far the services are compiled. */
export const PRICE_WARM_UP_MS = 100
/** 100 pages at 200 pages/s have over a thousand runs of each program. */
export const PRICE_MEASURE_MS = 500

/**
 * Rounds of closed-loop trials, spread over the bring-ups: the fewest that give a 95 % interval. Half a second of
 * saturation has several hundred pages.
 */
export const CAPACITY_ROUNDS = 6
/** The arm has been warmed up before; its new connections open within milliseconds. */
export const CAPACITY_WARM_UP_MS = 150
export const CAPACITY_MEASURE_MS = 450

/**
 * Connections that the search for an arm's saturation tries, one after the other. Seen on two cores: with 32, sidecars fill the host,
 * and with 128 those with mutual TLS carry half as much; plain arms fill 85 % of it with 32, 93 % with 128, and no more with 256.
 */
export const SATURATION_CONNECTIONS = [32, 64, 128, 256] as const
/** Short, because the search has up to four windows of each arm. The host's idle time is read in units of 10 ms. */
export const SATURATION_WARM_UP_MS = 150
export const SATURATION_MEASURE_MS = 300
