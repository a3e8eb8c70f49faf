/** For tests: how long a try waits for an answer, by what is expected of it. */

/** An answer over a veth takes less than a millisecond, and on a busy machine as long as the programs of both ends wait for a CPU. */
const ALLOWED_MS = 5000
/** A dropped SYN is sent again after a second only. */
const DENIED_MS = 200

/** In milliseconds. Only a try that must stay without an answer waits for all of its time. */
export const answerWithinMs = (expected: 'allowed' | 'denied'): number =>
  expected === 'allowed' ? ALLOWED_MS : DENIED_MS
