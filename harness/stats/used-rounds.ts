/**
 * Which trials count. A trial that was not excluded counts for its arm whatever the others did; a difference takes the rounds
 * that both of its arms have. A bad trial of one arm therefore costs the other arms nothing.
 */
import type { JournalRecord, RunRecord, TrialRecord } from '../results/record.ts'

export type CompletedTrial = Extract<TrialRecord, { status: 'completed' }> & {
  latency: NonNullable<Extract<TrialRecord, { status: 'completed' }>['latency']>
}

/** Two arms whose difference is to be estimated. */
export interface ArmPair {
  arm: string
  baseline: string
}

export interface UsedRounds {
  load: string
  /** Every trial of this load, by arm and round. */
  trials: Map<string, Map<number, TrialRecord>>
  /** Rounds in which any trial was recorded, in order. */
  begun: number[]
  /** Arms without a single completed trial, such as one that never came up. */
  absent: string[]
  /** Share of the pairs of trials of all differences that were lost; the pairs of absent arms do not count. */
  badShare: number
}

function isCompleted(trial: TrialRecord | undefined): trial is CompletedTrial {
  return trial?.status === 'completed' && trial.latency !== null
}

/**
 * Sorts the trials of a load. Where a trial was recorded twice, the later record counts. A trial that an instrument perturbed has
 * the arm, load and round of the trial before it, and must not take its place.
 */
export function usedRounds(run: RunRecord, journal: readonly JournalRecord[], load: string): UsedRounds {
  const trials = new Map(run.arms.map((arm) => [arm.name, new Map<number, TrialRecord>()]))
  for (const record of journal)
    if (record.kind === 'trial' && record.load === load && record.perturbedBy === null)
      trials.get(record.arm)?.set(record.round, record)
  // Arms with planted effects are measured under one load only, and no difference that is ranked is theirs.
  const planted = new Set(run.arms.filter(({ role }) => role === 'planted').map(({ name }) => name))
  const absent = [...trials]
    .filter(([arm, own]) => !planted.has(arm) && !own.values().some(isCompleted))
    .map(([arm]) => arm)
  const begun = [...new Set([...trials.values()].flatMap((own) => [...own.keys()]))].sort((a, b) => a - b)
  const rounds = { load, trials, begun, absent, badShare: 0 }
  const pairs = differencesOf(run).filter(
    ({ arm, baseline }) => !absent.includes(arm) && !absent.includes(baseline),
  )
  const lost = pairs.reduce((sum, pair) => sum + lostRounds(rounds, pair), 0)
  const all = pairs.length * begun.length
  return { ...rounds, badShare: all === 0 ? (begun.length === 0 ? 1 : badTrials(trials)) : lost / all }
}

/** The comparisons of the plan. */
export const familyOf = ({ comparisons }: Pick<RunRecord, 'comparisons'>): ArmPair[] =>
  comparisons.map(({ arm, against }) => ({ arm, baseline: against }))

/** The differences that a run is judged by: its family, and the twins. */
export function differencesOf(run: RunRecord): ArmPair[] {
  const baseline = run.arms.find(({ role }) => role === 'baseline')
  const twins = baseline ? run.arms.filter(({ role }) => role === 'twin') : []
  return [...familyOf(run), ...twins.map(({ name }) => ({ arm: name, baseline: baseline!.name }))]
}

/** Share of bad trials, for a run in which no pair is left to count. */
function badTrials(trials: UsedRounds['trials']): number {
  const all = [...trials.values()].flatMap((own) => [...own.values()])
  return all.length === 0 ? 1 : all.filter((trial) => !isCompleted(trial)).length / all.length
}

/** Rounds in which the pair has no difference, at their true size: whatever happened to either arm, a good trial of the other is lost too. */
function lostRounds({ trials, begun }: UsedRounds, { arm, baseline }: ArmPair): number {
  const own = [arm, baseline].map((name) => trials.get(name))
  return begun.filter((round, index) => {
    const both = own.map((rounds) => rounds?.get(round))
    if (both.every(isCompleted)) return false
    // The last round of an interrupted run is cut short, which is nobody's fault.
    const isCutShort = index === begun.length - 1 && both.every((trial) => !trial || isCompleted(trial))
    return !isCutShort
  }).length
}

/** Share of the begun rounds in which the pair has no difference. */
export const lostShare = (rounds: UsedRounds, pair: ArmPair): number =>
  rounds.begun.length === 0 ? 1 : lostRounds(rounds, pair) / rounds.begun.length

/** The trials of one arm that count, by round, in order; none for an absent arm. */
export const usedTrials = ({ trials, begun }: UsedRounds, arm: string): CompletedTrial[] =>
  begun.map((round) => trials.get(arm)?.get(round)).filter(isCompleted)

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
