/** What a run that was cut still lacks, from the records that count. Pure. */
import { bringUpsOf } from '../plan/bring-ups.ts'
import { loadsOfRound } from '../plan/loads-of-round.ts'
import type { JournalRecord, PlanRecord } from '../results/record.ts'

export interface Left {
  /** The first bring-up that did not end; the number of all bring-ups where every one did. */
  bringUp: number
  /** The first round of it that is not finished. */
  round: number
}

/**
 * Where a run goes on. A round is finished when every arm that was up has its trials in it: a round of which some trials are missing is
 * measured again whole, so that the arms of a round are compared in the same minute.
 */
export function whatIsLeft(plan: PlanRecord, journal: readonly JournalRecord[]): Left {
  const ended = new Set(
    journal.flatMap((record) => (record.kind === 'bring-up-ended' ? [record.bringUp] : [])),
  )
  let bringUp = 0
  while (ended.has(bringUp)) bringUp += 1
  const first = bringUp * plan.roundsPerBringUp
  const end = Math.min(first + plan.roundsPerBringUp, plan.rounds)
  let round = first
  while (round < end && isFinished(plan, journal, bringUp, round)) round += 1
  return { bringUp, round }
}

/** Whether anything is left to measure. */
export const isAnyLeft = (plan: PlanRecord, { bringUp }: Left): boolean => bringUp < bringUpsOf(plan)

/** A later round, too, shows that a round was finished: an arm that failed and did not come up again is missing in both. */
function isFinished(
  plan: PlanRecord,
  journal: readonly JournalRecord[],
  bringUp: number,
  round: number,
): boolean {
  const trials = journal.filter((record) => record.kind === 'trial' && record.bringUp === bringUp)
  if (trials.some((trial) => trial.kind === 'trial' && trial.round > round)) return true
  const up = journal.findLast((record) => record.kind === 'bring-up' && record.bringUp === bringUp)
  if (up?.kind !== 'bring-up') return false
  const absent = new Set(up.failedArms.map(({ arm }) => arm))
  return loadsOfRound(plan.loads, round, plan).every((load) =>
    plan.arms
      .filter(({ name, role }) => !absent.has(name) && (role !== 'planted' || load === plan.loads[0]))
      .filter(({ name }) => plan.order[round]!.includes(name))
      .every(({ name }) =>
        trials.some(
          (trial) =>
            trial.kind === 'trial' && trial.arm === name && trial.load === load.name && trial.round === round,
        ),
      ),
  )
}
