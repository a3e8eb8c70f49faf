/** Whether a count is what a proof wants. */
import type { CountComparison } from '../results/record.ts'

export function holds(comparison: CountComparison, observed: number, expected: number): boolean {
  switch (comparison) {
    case 'exactly':
      return observed === expected
    case 'at least':
      return observed >= expected
    case 'at most':
      return observed <= expected
  }
}
