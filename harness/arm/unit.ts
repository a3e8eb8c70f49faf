/** What of an arm takes CPU. */
import type { Reading, Role } from '../results/record.ts'

/** A group of processes whose CPU is read on its own. */
export interface Unit {
  pod: string
  role: Role
  /** CPU time since it began, in microseconds; exact scheduler run time. */
  cpuUs(): number
  /** How often a CPU limit kept it waiting, in scheduling periods since it began; absent where no limit is set. */
  throttledPeriods?(): Reading
}
