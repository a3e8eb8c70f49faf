/** Planted effect: a service that is busy for a fixed time with each request, by the clock and not by a number of iterations. */
import { doCpuWork } from './cpu-work.ts'

/** Less than a microsecond of work between two readings of the clock, each of which leaves a number on the heap. */
const ITERATIONS_PER_READING = 200

/** Spins for at least so long. Returns for how long it really did, in microseconds: more where the program was preempted. */
export function spinUs(us: number): number {
  const began = performance.now()
  const until = began + us / 1000
  let now = began
  while (now < until) {
    doCpuWork(ITERATIONS_PER_READING)
    now = performance.now()
  }
  return (now - began) * 1000
}
