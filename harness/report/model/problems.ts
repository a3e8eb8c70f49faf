/** Reasons why trials do not count, put together: a dozen that differ only in a number are one. */
import type { InvalidReason } from '../../results/record.ts'
import type { ArmSummary } from '../../stats/analysis.ts'

/** "other programs used 44.6 to 85.4 % of the host (8×)", most frequent first. */
export function problemWords(problems: readonly InvalidReason[]): string[] {
  return [...Map.groupBy(problems, ({ text }) => text).values()]
    .toSorted((a, b) => b.length - a.length)
    .map((same) => `${inOne(same)} (${same.length}×)`)
}

/** Problems of several arms as those of one. */
export const allProblems = (arms: readonly ArmSummary[]): InvalidReason[] =>
  arms.flatMap(({ problems }) => problems)

/** One reason with the range of its figures. */
function inOne(same: readonly InvalidReason[]): string {
  const figures = same.flatMap(({ figure }) => figure ?? [])
  const [low, high] = [Math.min(...figures), Math.max(...figures)]
  return same[0]!.text.replace('{figure}', low === high ? String(low) : `${low} to ${high}`)
}

/** Trials that were begun, and those of them that are not valid. */
export function badTrials(arms: readonly ArmSummary[]): { bad: number; total: number } {
  const sum = (key: 'completed' | 'invalid' | 'failed'): number =>
    arms.reduce((total, { trials }) => total + trials[key], 0)
  const bad = sum('invalid') + sum('failed')
  return { bad, total: bad + sum('completed') }
}
