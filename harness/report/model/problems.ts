/** Reasons why trials do not count, put together: a dozen that differ only in a number are one. */
import type { ArmSummary } from '../../stats/analysis.ts'

const NUMBER = /\d+(?:\.\d+)?/g

/** "other programs used 44.6 to 85.4 % of the host (8×)", most frequent first. */
export function problemWords(problems: Readonly<Record<string, number>>): string[] {
  const groups = Map.groupBy(Object.entries(problems), ([reason]) => reason.replace(NUMBER, '#'))
  return [...groups.values()]
    .map((same) => ({
      reason: inOne(same.map(([reason]) => reason)),
      times: same.reduce((sum, [, times]) => sum + times, 0),
    }))
    .toSorted((a, b) => b.times - a.times)
    .map(({ reason, times }) => `${reason} (${String(times)}×)`)
}

/** Problems of several arms as those of one. */
export function allProblems(arms: readonly ArmSummary[]): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const { problems } of arms)
    for (const [reason, times] of Object.entries(problems)) sum[reason] = (sum[reason] ?? 0) + times
  return sum
}

/** One reason with the range of each number in it; the reasons differ in numbers only. */
function inOne(reasons: readonly string[]): string {
  const numbers = reasons.map((reason) => reason.match(NUMBER) ?? [])
  let place = 0
  return reasons[0]!.replace(NUMBER, () => {
    const values = numbers.map((all) => all[place]!).toSorted((a, b) => Number(a) - Number(b))
    place++
    const [low, high] = [values[0]!, values.at(-1)!]
    return low === high ? low : `${low} to ${high}`
  })
}

/** Trials that were begun, and those of them that are not valid. */
export function badTrials(arms: readonly ArmSummary[]): { bad: number; total: number } {
  const sum = (key: 'completed' | 'invalid' | 'failed'): number =>
    arms.reduce((total, { trials }) => total + trials[key], 0)
  const bad = sum('invalid') + sum('failed')
  return { bad, total: bad + sum('completed') }
}
