/** The parts of an arm whose CPU is measured. */
import type { Reading, Role } from '../results/record.ts'

/** A group of processes whose CPU is measured separately from the rest of the arm. */
export interface Unit {
  pod: string
  role: Role
  /** CPU time since the unit was started, in microseconds: exact run time from the scheduler, not samples. */
  cpuUs(): number
  /** Scheduling periods since the unit's start in which its CPU limit stopped it; absent for a unit without a limit. */
  throttledPeriods?(): Reading
}
