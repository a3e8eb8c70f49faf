/** How a count is held against what it must be. */
import type { CounterClaim } from './claims.ts'

/** Whether the count holds; one that could not be read (NaN) never does. */
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
