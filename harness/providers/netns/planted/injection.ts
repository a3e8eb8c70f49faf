/** An injection: what plants one effect into an arm, and counts what it does. */
import type { Unit } from '../../../arm/arm.ts'
import type { PlantedCount } from '../../../results/record.ts'

export interface Injection {
  /** Call it when a window begins; what it returns counts, when the window ends, what happened in between. */
  open(): Promise<() => Promise<PlantedCount>>
  /** What the injection adds to the arm's account of CPU and memory. */
  units?: Unit[]
  processes?: { pid: number; role: 'agent' }[]
  /** For an injection by the harness itself: the arm is thawed, or about to be frozen. */
  work?(): void
  rest?(): void
  /** @throws BenchError with the last output lines of a program that has ended */
  assertAlive?(): void
}

const NS_PER_US = 1000

/** Microseconds of the monotonic clock. */
export const nowUs = (): number => Number(process.hrtime.bigint()) / NS_PER_US
export const toUs = (ns: number): number => ns / NS_PER_US
export const toNs = (us: number): number => us * NS_PER_US
