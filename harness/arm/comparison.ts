/** Compares a count with the expected count. */
import type { CounterClaim } from './claims.ts'

/** Whether the observed count is as expected. A count that could not be read (NaN) never is. */
export function holds(comparison: CounterClaim['comparison'], expected: number, observed: number): boolean {
  switch (comparison) {
    case 'exactly':
      return observed === expected
    case 'at least':
      return observed >= expected
    case 'at most':
      return observed <= expected
  }
}
