/** What of an arm takes CPU. */
import type { Reading, Role } from '../results/record.ts'

/** A group of processes whose CPU is read on its own. */
export interface Unit {
  pod: string
  role: Role
  /** CPU time since it began, in microseconds; exact scheduler run time. */
  cpuUs(): number
  /** How often its CPU limit stopped it, in scheduling periods since it began; absent where it has no limit. */
  throttledPeriods?(): Reading
}
