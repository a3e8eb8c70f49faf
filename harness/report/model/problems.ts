/** Reasons why trials do not count, grouped: reasons that differ only in a number become one line. */
import type { InvalidReason } from '../../results/record.ts'
import type { ArmSummary } from '../../stats/analysis.ts'

/** "other programs used 44.6 to 85.4 % of the host (8×)", most frequent first. */
export function listProblems(problems: readonly InvalidReason[]): string[] {
  return mostFrequentFirst(problems).map((same) => `${inOne(same)} (${same.length}×)`)
}

/** Reasons with the same text together, which differ only in their figure. */
const mostFrequentFirst = (problems: readonly InvalidReason[]): InvalidReason[][] =>
  [...Map.groupBy(problems, ({ text }) => text).values()].toSorted((a, b) => b.length - a.length)

const QUIETER = 'end what else runs on this machine, and run again'
const SLOWER = 'lower pagesPerSecond in a copy of the scenario, and run again'

const REMEDIES: Partial<Record<InvalidReason['rule'], string>> = {
  'foreign programs busy': QUIETER,
  'other arms busy': QUIETER,
  stolen: 'run again at another time, or on a machine that shares no CPU',
  'rate not achieved': SLOWER,
  'pages not sent': SLOWER,
}

/** What to do about the reason that `listProblems` names first; null where there is none, and where a failed trial's own message says what to do. */
export function remedyOf(problems: readonly InvalidReason[]): string | null {
  const [most] = mostFrequentFirst(problems)
  return (most && REMEDIES[most[0]!.rule]) ?? null
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
