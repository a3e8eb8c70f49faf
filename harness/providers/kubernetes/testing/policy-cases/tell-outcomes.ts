/** For tests: prints how many cells were compared, which deviated at first, and how soon policies were in force. */
import type { CaseOutcome } from './run-case.ts'

export function tell(product: string, outcomes: readonly CaseOutcome[]): void {
  const ms = outcomes.map(({ inForceMs }) => inForceMs).toSorted((a, b) => a - b)
  const cells = outcomes.reduce((sum, one) => sum + one.cells, 0)
  console.log(
    [
      `${product}: ${outcomes.length} cases, ${cells} cells; in force after ${Math.round(ms[0]!)} to ${Math.round(ms.at(-1)!)} ms, median ${Math.round(ms[Math.floor(ms.length / 2)]!)} ms`,
      ...outcomes
        .flatMap(({ deviations }) => deviations)
        .map(
          (one) =>
            `  at first otherwise: ${one.case}, ${one.attempt}: ${one.first} in place of ${one.expected}, then ${one.later.join(', ')}`,
        ),
    ].join('\n'),
  )
}
