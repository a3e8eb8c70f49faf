/** Estimates how long a run still takes, from the bring-ups that it has done. Pure. */
import { mean } from '../numbers/mean.ts'
import type { JournalRecord, PlanRecord } from '../results/record.ts'
import { bringUpsOf } from './bring-ups.ts'
import { CAPACITY_ROUNDS, IDLE_WINDOWS, PRICE_WINDOWS } from './durations.ts'
import { spansOf } from './spans.ts'
import { dueIn } from './spread.ts'
import { totalSeconds, type PhaseTime } from './time-budget.ts'

export interface TimeLeftInput {
  plan: Pick<PlanRecord, 'rounds' | 'roundsPerBringUp' | 'startedAt'>
  /** The phases as planned: what only some bring-ups have takes the time of the plan. */
  budget: readonly PhaseTime[]
  /** Every record so far. */
  journal: readonly JournalRecord[]
  now: Date
}

/**
 * Seconds until the end of the last bring-up, with the last proofs, the look at flows and the removal of clusters; never negative.
 * Until a bring-up has ended, the plan's own time counts. Then each bring-up that is left takes as long as those that were done, with
 * what its own idle windows, windows of the clock and rounds at saturation take by the plan.
 */
export function timeLeft({ plan, budget, journal, now }: TimeLeftInput): number {
  const { done, raises, next, sinceMs, lacksClusters } = spansOf(plan, journal)
  const elapsed = (now.getTime() - sinceMs) / 1000
  if (done.length === 0) return Math.max(0, totalSeconds(budget) - elapsed)
  const bringUps = bringUpsOf(plan)
  const special = specialSeconds(budget, bringUps)
  const usual = done.length > 1 ? done.slice(1) : done
  const ofRound = mean(
    usual.map(({ bringUp, rounds, restSeconds }) => (restSeconds - special(bringUp)) / Math.max(1, rounds)),
  )
  // The first raising compiles what all use, and proves every arm in full.
  const raise = mean(raises.length > 1 ? raises.slice(1) : raises)
  const searches = journal.some(({ kind }) => kind === 'saturation')
    ? 0
    : secondsOf(budget, 'search for saturation')
  const clusters =
    (lacksClusters ? secondsOf(budget, 'clusters') : 0) + secondsOf(budget, 'removal of clusters')
  let seconds = searches + secondsOf(budget, 'look at flows') + clusters - elapsed
  for (let bringUp = next.bringUp; bringUp < bringUps; bringUp += 1) {
    const first = Math.max(bringUp * plan.roundsPerBringUp, next.fromRound)
    const rounds = Math.min((bringUp + 1) * plan.roundsPerBringUp, plan.rounds) - first
    seconds += raise + rounds * ofRound + special(bringUp)
  }
  return Math.max(0, seconds)
}

const secondsOf = (budget: readonly PhaseTime[], phase: PhaseTime['phase']): number =>
  budget.find((one) => one.phase === phase)?.seconds ?? 0

/** Planned seconds of what only some bring-ups have. */
function specialSeconds(budget: readonly PhaseTime[], bringUps: number): (bringUp: number) => number {
  const spread: [PhaseTime['phase'], number][] = [
    ['idle windows', IDLE_WINDOWS],
    ['price of the hop clock', PRICE_WINDOWS],
    ['capacity', CAPACITY_ROUNDS],
  ]
  return (bringUp) =>
    spread.reduce(
      (sum, [phase, times]) => sum + (secondsOf(budget, phase) * dueIn(bringUp, bringUps, times)) / times,
      0,
    )
}
