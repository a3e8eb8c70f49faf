/** What the answer says where there are no figures: why. */
import type { LoadView } from '../load-view.ts'
import { capitalized } from '../text.ts'
import { allProblems, listProblems, remedyOf } from '../problems.ts'

/** The most frequent reason why trials do not count, and what to do about it; none without such reasons. */
export function mostFrequentReason(view: LoadView): string[] {
  const problems = allProblems(view.arms.flatMap((arm) => view.summary(arm) ?? []))
  const [first] = listProblems(problems)
  if (first === undefined) return []
  const remedy = remedyOf(problems)
  return [`Most often: ${firstClause(first)}.`, ...(remedy === null ? [] : [`${capitalized(remedy)}.`])]
}

/** The reason of each arm without figures. */
export function whyNothing(view: LoadView | undefined): string[] {
  if (!view) return ['The run has no baseline arm.']
  return view.arms.flatMap((arm) => {
    const reason = view.absence(arm)
    return reason ? [`${arm.label}: ${reason}.`] : []
  })
}

/** The first clause of a reason, at most 120 letters, for the headline. The whole reason stands further below. */
export function firstClause(text: string): string {
  const first = text.split(/[;\n]/)[0]!.trim().replace(/\.$/, '')
  return first.length > 120 ? `${first.slice(0, 117).trimEnd()}…` : first
}
