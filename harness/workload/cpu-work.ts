/** CPU work of a service: a fixed number of iterations. A busy loop until a wall-clock time would hide preemption. */

/** After this many iterations V8 has optimised the loop. */
const WARM_UP_ITERATIONS = 5_000_000
/** About 2 ms on current machines: short enough to run without preemption most of the time. */
const TRIAL_ITERATIONS = 1_000_000
/** Number of trials. The fastest one gives the speed without disturbance. */
const TRIALS = 15

/** Runs a deterministic integer loop (xorshift32). Returns the state of the loop, so that V8 cannot optimise the loop away. */
export function doCpuWork(iterations: number): number {
  let state = 2_463_534_242
  for (let iteration = 0; iteration < iterations; iteration++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
  }
  return state
}

/** Iterations that this machine does in a microsecond without disturbance. Measuring takes about 50 ms of CPU. */
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
