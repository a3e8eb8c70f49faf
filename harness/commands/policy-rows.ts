/** Policies and their verdicts as rows of the plan. */
import type { EnforcementPoint } from '../policy/evaluate/enforcement-point.ts'
import { nameOf } from '../policy/policy.ts'
import { outcomeText } from './outcome-text.ts'
import type { RunPolicies, VerdictMatrix } from './run-policies.ts'

/** Rows of the plan: the files, and what each caller may call. */
export function policyRows(run: RunPolicies): [label: string, text: string][] {
  const counts = new Map<string, number>()
  const all = [...run.policies.network, ...run.policies.authorization]
  for (const name of new Set(all.map(({ policy }) => nameOf(policy)))) {
    const [kind = ''] = name.split(' ')
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return [
    [
      'policies',
      `${[...counts].map(([kind, count]) => `${count} ${kind}`).join(', ')} of ${run.files.join(', ')}`,
    ],
    ...run.matrices.flatMap(matrixRows),
  ]
}

const LABELS: Record<EnforcementPoint['at'], string> = { identity: 'verdicts', proxy: 'at sidecar' }
/** Most callers with a row of their own; a topology may have 200 services. */
const MOST_CALLERS = 12

function matrixRows({ point, cells }: VerdictMatrix): [string, string][] {
  const callers = [...new Set(cells.map(({ from }) => from))]
  const rows = callers.slice(0, MOST_CALLERS).map((caller): [string, string] => {
    const own = cells.filter(({ from }) => from === caller)
    const groups = Map.groupBy(own, ({ verdict }) => outcomeText(verdict))
    const texts = [...groups].map(([outcome, group]) => `${group.map(({ to }) => to).join(', ')} ${outcome}`)
    return [LABELS[point.at], `${caller}: ${texts.join('; ')}`]
  })
  const left = callers.length - MOST_CALLERS
  return left > 0 ? [...rows, [LABELS[point.at], `and ${left} more callers (--json has all)`]] : rows
}
