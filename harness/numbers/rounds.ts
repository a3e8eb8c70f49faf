/** How many rounds a run may have: the same for the flag, for a scenario, and for the advice of a report. */

/** The fewest that can give a 95 % interval. */
export const FEWEST_ROUNDS = 6

/** The six arms of the default scenario take 40 minutes for them: longer than anybody waits. */
export const MOST_ROUNDS = 200
