/** What became of a proof, of a trial, of an arm that was to be brought up and of a figure that a gate judged, in the words of JUnit. */
import { renderExpected, renderObserved } from '../../results/render-evidence.ts'
import { renderReason } from '../../results/render-reason.ts'
import type { Evidence, Problem, TrialRecord } from '../../results/record.ts'
import { gateCells } from '../../report/gate/gate-words.ts'
import type { GateRow } from '../../stats/gate/gate.ts'
import type { JunitOutcome } from './junit-xml.ts'

const PASSED: JunitOutcome = { kind: 'passed' }

/** @param times the same proof, each time that it was tried */
export function outcomeOfProof(times: readonly Evidence[]): JunitOutcome {
  const broken = times.filter(({ holds }) => !holds)
  if (broken.length === 0) return PASSED
  const told = ({ expected, observed }: Evidence): string =>
    `expected ${renderExpected(expected)}, saw ${renderObserved(observed)}`
  return {
    kind: 'failed',
    type: 'proof',
    message: `${told(broken[0]!)}; ${broken.length} of ${times.length} times`,
    details: broken.map(
      (proof) => `bring-up ${proof.bringUp + 1}, ${proof.when} the rounds: ${told(proof)} (${proof.source})`,
    ),
  }
}

/** An invalid trial is left out of the figures for a reason that need not be its arm's: it says nothing. */
export function outcomeOfTrial(trial: TrialRecord): JunitOutcome {
  switch (trial.status) {
    case 'completed':
      return PASSED
    case 'invalid': {
      const [message, ...details] = trial.reasons.map(renderReason)
      return { kind: 'skipped', type: 'invalid trial', message: `invalid: ${message!}`, details }
    }
    case 'failed':
      return broken('failed trial', trial.error)
  }
}

/** What could not be told, or only could be told on a quieter machine, is no fault of what was measured. */
export function outcomeOfGateRow(row: GateRow): JunitOutcome {
  if (row.judgement === 'fine') return PASSED
  const message = gateCells(row).filter(Boolean).join('; ')
  return row.judgement === 'regression'
    ? { kind: 'failed', type: 'regression', message }
    : { kind: 'skipped', type: 'could not tell', message }
}

/** @param problem why the arm did not come up; null where it did */
export const outcomeOfBringUp = (problem: Problem | null): JunitOutcome =>
  problem === null ? PASSED : broken('bring-up', problem)

const broken = (type: string, { what, advice }: Problem): JunitOutcome => ({
  kind: 'broken',
  type,
  message: what,
  details: advice === null ? [] : [advice],
})
