/** Whether an edge is normal, and whether its source is known: by what a window taught, or by the scenario. */
import type { Assessment, Reason } from './baseline.ts'
import { besideOf, isOfTheNode } from './completeness.ts'
import { idOf } from './ends.ts'
import type { FlowEdge } from './flow-graph.ts'

export interface Normality {
  /** null where it is not judged. */
  isNormal: boolean | null
  /** Why it is not normal. */
  reasons: (Reason | 'no call of the scenario')[]
  /**
   * Why it is not judged. `DNS`, `the node`: every pod has that beside its calls. `opened before`: of an unknown source only the ends of
   * connections were seen, which began before anybody looked. null where it is judged.
   */
  notJudged: 'DNS' | 'the node' | 'opened before' | null
  isSourceUnknown: boolean
}

type EdgeKey = Pick<FlowEdge, 'from' | 'to' | 'protocol' | 'port'>
const keyOf = ({ from, to, protocol, port }: EdgeKey): string => JSON.stringify([from, to, protocol, port])

/**
 * By what was learned: an edge of a known source of which nothing was found is normal. What every pod has beside its calls is not judged.
 * Findings are sorted by edge once, since a file may have many thousands of both.
 */
export function normalityByWindow({
  findings,
  unknownSources,
}: Pick<Assessment, 'findings' | 'unknownSources'>): (edge: EdgeKey) => Normality {
  const found = Map.groupBy(findings, ({ contact: { from, to, protocol, port } }) =>
    keyOf({ from: idOf(from), to: idOf(to), protocol, port }),
  )
  const unknown = new Set(unknownSources)
  return (edge) => {
    const isSourceUnknown = !isOfTheNode(edge.from) && unknown.has(edge.from)
    const beside = besideOf(edge)
    if (beside) return notJudgedAs(beside, isSourceUnknown)
    const reasons = (found.get(keyOf(edge)) ?? []).flatMap((finding) => finding.reasons)
    if (isSourceUnknown && reasons.length === 0) return notJudgedAs('opened before', isSourceUnknown)
    return judgedBy([...new Set(reasons)].toSorted(), isSourceUnknown)
  }
}

/**
 * By the scenario, whose calls are the normal ones.
 * @param isKnown whether the end is a pod of the scenario
 */
export function normalityByScenario(
  row: Pick<FlowEdge, 'from' | 'to' | 'port'> & { expected: 'call' | 'beside' | 'other' | null },
  isKnown: (id: string) => boolean,
): Normality | undefined {
  if (row.expected === null) return undefined
  const isSourceUnknown = !isOfTheNode(row.from) && !isKnown(row.from)
  const beside = row.expected === 'beside' ? besideOf(row) : null
  if (beside) return notJudgedAs(beside, isSourceUnknown)
  return judgedBy(row.expected === 'call' ? [] : ['no call of the scenario'], isSourceUnknown)
}

const judgedBy = (reasons: Normality['reasons'], isSourceUnknown: boolean): Normality => ({
  isNormal: reasons.length === 0,
  reasons,
  notJudged: null,
  isSourceUnknown,
})

const notJudgedAs = (
  notJudged: NonNullable<Normality['notJudged']>,
  isSourceUnknown: boolean,
): Normality => ({ isNormal: null, reasons: [], notJudged, isSourceUnknown })

/** "yes", "no: new edge, refused", "not judged: DNS", or "unknown". */
export function normalWords(normality: Normality | undefined): string {
  if (normality === undefined) return 'unknown'
  const { isNormal, reasons, notJudged } = normality
  if (isNormal === null) return `not judged: ${notJudged}`
  return isNormal ? 'yes' : `no: ${reasons.join(', ')}`
}

/** What a table says below its rows of those that are not judged. */
const WHY_NOT_JUDGED: Record<NonNullable<Normality['notJudged']>, string> = {
  DNS: 'not judged: DNS, because every pod asks for names beside its calls; the rule leaves that out, so nobody is found by the names they ask for',
  'the node': 'not judged: the node, whose probes and whose API every pod has beside its calls',
  'opened before':
    'not judged: opened before, because only the ends of connections were seen, which began before anybody looked',
}

/** A sentence for each kind of edge that is not judged. */
export const notJudgedWords = (all: readonly (Normality | undefined)[]): string[] =>
  [...new Set(all.flatMap((normality) => normality?.notJudged ?? []))].map((why) => WHY_NOT_JUDGED[why])

/** "yes", "no", or "unknown": whether nobody knows the source. */
export const unknownSourceWords = (normality: Normality | undefined): string =>
  normality === undefined ? 'unknown' : normality.isSourceUnknown ? 'yes' : 'no'
