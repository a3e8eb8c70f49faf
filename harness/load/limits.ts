/** Limits of the rules for measured trials (docs/method.md#what-is-excluded-and-what-is-flagged). */

/** A client that releases pages later than this lacked CPU, and its latencies include the delay. */
export const MOST_LAG_P99_US = 3000
/** Below this share of the offered rate, the arm did not carry the load that the trial is meant to measure. */
export const LEAST_ACHIEVED_SHARE = 0.99
/**
 * At the two edges of a short window, this many pages may complete inside or outside of the window by chance: three times those
 * under way in the mean, and never more than four, because an arm that cannot carry the load has ever more pages under way.
 */
export const PAGES_AT_EDGES = { least: 2, ofThoseUnderWay: 3, most: 4 }
/** One page in a thousand. More failed pages would change the p99. */
export const MOST_ERROR_SHARE = 0.001
/** Share of one core. The client is one thread: near a whole core, its own limits would be measured. */
export const MOST_CLIENT_CORE_SHARE = 0.6
/** Share of the host. Beyond it, arms that should be frozen took CPU from the measured arm. */
export const MOST_OTHER_ARMS_SHARE = 0.01
/**
 * Share of the host. Beyond it, the hypervisor gave the host's CPU to other machines. An arm that uses more CPU has more of it
 * stolen, so that a low limit would drop the windows of the dear arms. Steal is counted in ticks of 10 ms: in a window of 0.7 s on
 * two cores, one tick is 0.7 %.
 */
export const MOST_STEAL_SHARE = 0.05
/** Share of the host. Beyond it, waiting for a CPU dominates the cost of a hop. */
export const MOST_BUSY_SHARE = 0.6
