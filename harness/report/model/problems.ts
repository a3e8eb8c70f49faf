/** Reasons why trials do not count, grouped: reasons that differ only in a number become one line. */
import type { InvalidReason } from '../../results/record.ts'
import type { ArmSummary } from '../../stats/analysis.ts'

/** "other programs used 44.6 to 85.4 % of the host (8×)", most frequent first. */
export function listProblems(problems: readonly InvalidReason[]): string[] {
  return [...Map.groupBy(problems, ({ text }) => text).values()]
    .toSorted((a, b) => b.length - a.length)
    .map((same) => `${inOne(same)} (${same.length}×)`)
}

/** The problems of several arms in one list. */
export const allProblems = (arms: readonly ArmSummary[]): InvalidReason[] =>
  arms.flatMap(({ problems }) => problems)

/** One reason with the range of its figures, for reasons with the same text. */
function inOne(same: readonly InvalidReason[]): string {
  const figures = same.flatMap(({ figure }) => figure ?? [])
  const [low, high] = [Math.min(...figures), Math.max(...figures)]
  return same[0]!.text.replace('{figure}', low === high ? String(low) : `${low} to ${high}`)
}

/** How many trials were begun, and how many of them are invalid or failed. */
export function badTrials(arms: readonly ArmSummary[]): { bad: number; total: number } {
  const sum = (key: 'completed' | 'invalid' | 'failed'): number =>
    arms.reduce((total, { trials }) => total + trials[key], 0)
  const bad = sum('invalid') + sum('failed')
  return { bad, total: bad + sum('completed') }
}
