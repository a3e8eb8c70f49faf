/** Whether an edge is normal, and whether its source is known: by what a window taught, or by the scenario. */
import type { Assessment, Reason } from './baseline.ts'
import { isBeside } from './completeness.ts'
import { idOf } from './ends.ts'
import type { FlowEdge } from './flow-graph.ts'

export interface Normality {
  isNormal: boolean
  /** Why it is not. */
  reasons: (Reason | 'no call of the scenario')[]
  isSourceUnknown: boolean
}

/** By what was learned: an edge of which nothing was found is normal, and so is what every pod has beside its calls. */
export function normalityByWindow(
  { from, to, protocol, port }: Pick<FlowEdge, 'from' | 'to' | 'protocol' | 'port'>,
  { findings }: Pick<Assessment, 'findings'>,
): Normality {
  const reasons = isBeside({ from, to, port })
    ? []
    : findings
        .filter(
          ({ contact }) =>
            idOf(contact.from) === from &&
            idOf(contact.to) === to &&
            contact.protocol === protocol &&
            contact.port === port,
        )
        .flatMap((finding) => finding.reasons)
  return {
    isNormal: reasons.length === 0,
    reasons: [...new Set(reasons)].toSorted(),
    isSourceUnknown: reasons.includes('unknown source'),
  }
}

/**
 * By the scenario, whose calls are the normal ones.
 * @param isKnown whether the end is a pod of the scenario
 */
export function normalityByScenario(
  { expected, from }: { expected: 'call' | 'beside' | 'other' | null; from: string },
  isKnown: (id: string) => boolean,
): Normality | undefined {
  if (expected === null) return undefined
  const isNormal = expected !== 'other'
  return {
    isNormal,
    reasons: isNormal ? [] : ['no call of the scenario'],
    isSourceUnknown: !isNormal && !isKnown(from),
  }
}

/** "yes", "no: new edge, refused", or "unknown". */
export const normalWords = (normality: Normality | undefined): string =>
  normality === undefined ? 'unknown' : normality.isNormal ? 'yes' : `no: ${normality.reasons.join(', ')}`

/** "yes", "no", or "unknown": whether nobody knows the source. */
export const unknownSourceWords = (normality: Normality | undefined): string =>
  normality === undefined ? 'unknown' : normality.isSourceUnknown ? 'yes' : 'no'
