/** Policies and their verdicts as rows of the plan. */
import type { EnforcementPoint } from '../policy/evaluate/enforcement-point.ts'
import { nameOf } from '../policy/policy.ts'
import type { ArmPolicies } from './arm-policies.ts'
import { outcomeText } from './outcome-text.ts'
import type { RunPolicies, VerdictMatrix } from './run-policies.ts'

/** Rows of the plan: the files, what each arm enforces of them, and what each caller may call. */
export function policyRows(run: RunPolicies, arms: readonly ArmPolicies[]): [label: string, text: string][] {
  const all = [...run.policies.network, ...run.policies.authorization]
  const names = [...new Set(all.map(({ policy }) => nameOf(policy)))]
  return [
    ['policies', `${kindsOf(names)} of ${run.files.join(', ')}`],
    ...armRows(arms),
    ...run.matrices.flatMap(matrixRows),
  ]
}

/** "2 NetworkPolicy, 1 AuthorizationPolicy". */
const kindsOf = (names: readonly string[]): string =>
  [...Map.groupBy(names, (name) => name.split(' ')[0]!)]
    .map(([kind, { length }]) => `${length} ${kind}`)
    .join(', ')

/** A row for each arm, and one for all arms of which the same is said. */
function armRows(arms: readonly ArmPolicies[]): [string, string][] {
  const texts = Map.groupBy(arms, ({ enforced, notEnforced, refused }) => {
    if (refused !== null) return `bench refuses: ${refused}`
    const whys = Map.groupBy(notEnforced, ({ why }) => why)
    const not = [...whys].map(([why, some]) => `not ${kindsOf(some.map(({ policy }) => policy))}: ${why}`)
    return [enforced.length > 0 ? kindsOf(enforced) : 'nothing', ...not].join('; ')
  })
  return [...texts].map(([text, group]) => ['enforces', `${group.map(({ arm }) => arm).join(', ')}: ${text}`])
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
