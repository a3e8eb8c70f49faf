/** Decides which rounds count. A difference needs both arms in the same round, and all arms must be judged by the same rounds. */
import type { JournalRecord, RunRecord, TrialRecord } from '../results/record.ts'

export type CompletedTrial = Extract<TrialRecord, { status: 'completed' }> & {
  latency: NonNullable<Extract<TrialRecord, { status: 'completed' }>['latency']>
}

export interface UsedRounds {
  load: string
  /** Every trial of this load, by arm and round. */
  trials: Map<string, Map<number, TrialRecord>>
  /** Rounds in which any trial was recorded. */
  begun: number[]
  /** Rounds that count, in order: every arm except the `absent` ones completed its trial. */
  used: number[]
  /** Arms without a single completed trial, such as one that never came up or was saturated throughout. */
  absent: string[]
  /** Invalid and failed trials among all trials of the arms that are not absent. */
  badShare: number
}

function isCompleted(trial: TrialRecord | undefined): trial is CompletedTrial {
  return trial?.status === 'completed' && trial.latency !== null
}

/**
 * An invalid, failed or missing trial discards its round for all arms of that load. Arms that never completed a trial are
 * exempt from this rule and do not count in the share of bad trials: they have no figures, and their absence, which the
 * report names, says nothing about the other arms. Where a trial was recorded twice, the later record counts. A trial that an
 * instrument perturbed is none of them: it has the arm, load and round of the trial before it, and must not take its place.
 */
export function usedRounds(run: RunRecord, journal: readonly JournalRecord[], load: string): UsedRounds {
  const trials = new Map(run.arms.map((arm) => [arm.name, new Map<number, TrialRecord>()]))
  for (const record of journal)
    if (record.kind === 'trial' && record.load === load && record.perturbedBy === null)
      trials.get(record.arm)?.set(record.round, record)

  const present = [...trials.values()].filter((rounds) => rounds.values().some(isCompleted))
  const absent = [...trials].filter(([, rounds]) => !present.includes(rounds)).map(([arm]) => arm)
  const begun = [...new Set([...trials.values()].flatMap((rounds) => [...rounds.keys()]))].sort(
    (a, b) => a - b,
  )
  const used = begun.filter(
    (round) => present.length > 0 && present.every((rounds) => isCompleted(rounds.get(round))),
  )
  const all = present.flatMap((rounds) => [...rounds.values()])
  const bad = all.filter((trial) => !isCompleted(trial)).length
  return { load, trials, begun, used, absent, badShare: all.length === 0 ? 1 : bad / all.length }
}

/** The trials of one arm in the rounds that count, in order; none for an absent arm. */
export function usedTrials({ trials, used }: UsedRounds, arm: string): CompletedTrial[] {
  return used.map((round) => trials.get(arm)?.get(round)).filter(isCompleted)
}

/** Trials that supply the readings of an instrument: its own where it perturbs and has some, else those that count. */
export function trialsReadBy(
  instrument: 'cpu' | 'memory',
  journal: readonly JournalRecord[],
  rounds: UsedRounds,
  arm: string,
): CompletedTrial[] {
  const own = journal
    .filter((record) => record.kind === 'trial')
    .filter((trial) => trial.arm === arm && trial.load === rounds.load && trial.perturbedBy === instrument)
    .filter(isCompleted)
  return own.length > 0 ? own : usedTrials(rounds, arm)
}
