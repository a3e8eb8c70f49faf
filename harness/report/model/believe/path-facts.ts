/** Proofs that traffic took its path: what each arm claimed, and what was seen. */
import type { Evidence } from '../../../results/record.ts'
import type { ReportInput } from '../../report-input.ts'
import { renderExpected, renderObserved } from '../../../results/render-evidence.ts'
import type { ArmView } from '../arm-view.ts'
import { count } from '../format.ts'
import type { Views } from '../views.ts'
import { type Belief, fact } from './fact.ts'

/** One claim of one arm, over all bring-ups. */
export interface ProofRow {
  claim: string
  where: string
  source: string
  expected: string
  observed: string
  held: number
  total: number
}

export interface ArmProofs {
  arm: ArmView
  held: number
  total: number
  rows: ProofRow[]
}

/** Proofs of each arm. The same claim in several bring-ups is one row; rows with broken proofs come first. */
export function armProofs({ arms }: Views, input: ReportInput): ArmProofs[] {
  return arms.flatMap((arm) => {
    const own = input.evidence.filter((proof) => proof.arm === arm.name)
    if (own.length === 0) return []
    const groups = Map.groupBy(own, ({ claim, where, source }) => JSON.stringify([claim, where, source]))
    const rows = [...groups.values()].map(proofRow).toSorted((a, b) => a.held / a.total - b.held / b.total)
    return [{ arm, held: heldOf(own), total: own.length, rows }]
  })
}

const heldOf = (proofs: readonly Evidence[]): number => proofs.filter(({ holds }) => holds).length

function proofRow(proofs: Evidence[]): ProofRow {
  // A reader must see a broken proof. Where all hold, the last one stands for counts that differ from proof to proof.
  const shown = proofs.find(({ holds }) => !holds) ?? proofs.at(-1)!
  const { claim, where, source } = shown
  return {
    claim,
    where,
    source,
    expected: renderExpected(shown.expected),
    observed: renderObserved(shown.observed),
    held: heldOf(proofs),
    total: proofs.length,
  }
}

export function pathFacts(views: Views, input: ReportInput): Belief['facts'] {
  const { held, total, broken } = input.analysis.evidence
  if (total === 0) return [fact('no proof was recorded', true)]
  return [
    fact(`${count(held)} of ${count(total)} proofs hold`, held < total),
    ...armProofs(views, input).map(({ arm, held, total }) =>
      fact(`${arm.label}: ${count(held)} of ${count(total)}`, held < total),
    ),
    ...flowFacts(views, input),
    ...broken.map((words) => fact(`broken proof: ${words}`, true)),
    ...failedBringUps(input).map((words) => fact(words, true)),
  ]
}

/** How many flow records of each arm were kept, and from where. */
function flowFacts({ arms }: Views, { evidence }: ReportInput): Belief['facts'] {
  return arms.flatMap((arm) => {
    const kept = evidence.findLast(({ arm: name, kind }) => name === arm.name && kind === 'flows')
    if (!kept) return []
    const { observed, where, source, holds, when } = kept
    // Earlier runs stored the flows that followed the first proof.
    const proof = when === 'before' ? 'first' : 'last'
    const words =
      'count' in observed
        ? `${count(observed.count)} flow records of its ${proof} proof, reported by ${where}, kept in ${source}`
        : `flow records could not be read: ${observed.text}`
    return [fact(`${arm.label}: ${words}`, !holds)]
  })
}

function failedBringUps({ journal }: ReportInput): string[] {
  const failures = journal
    .filter((record) => record.kind === 'bring-up')
    .flatMap(({ failedArms }) =>
      failedArms.map(({ arm, problem }) => `${arm} did not come up: ${problem.what}`),
    )
  return [...Map.groupBy(failures, (words) => words)].map(([words, same]) =>
    same.length === 1 ? words : `${words} (${same.length}×)`,
  )
}
