/** CPU work of a service: a fixed number of iterations, never a wall-clock wait (that would absorb being preempted). */

/** Enough for V8 to have optimised the loop. */
const WARM_UP_ITERATIONS = 5_000_000
/** About 2 ms on a machine of today: short enough to often run undisturbed. */
const TRIAL_ITERATIONS = 1_000_000
/** The best of so many is the speed without disturbance. */
const TRIALS = 15

/** Runs a deterministic integer loop (xorshift32). Returns its state, so that nothing can be optimised away. */
export function doCpuWork(iterations: number): number {
  let state = 2_463_534_242
  for (let iteration = 0; iteration < iterations; iteration++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
  }
  return state
}

/** Iterations this machine does in a microsecond when nothing disturbs it. Takes about 50 ms of CPU. */
export function iterationsPerMicrosecond(): number {
  doCpuWork(WARM_UP_ITERATIONS)
  let bestUs = Infinity
  for (let trial = 0; trial < TRIALS; trial++) {
    const startedAt = performance.now()
    doCpuWork(TRIAL_ITERATIONS)
    bestUs = Math.min(bestUs, (performance.now() - startedAt) * 1000)
  }
  return TRIAL_ITERATIONS / bestUs
}
