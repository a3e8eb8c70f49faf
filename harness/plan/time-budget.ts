/** How long a run will take, by phase: told before it starts. */
import type { Load } from '../scenario/schema.ts'

/** What the time of a run depends on. Durations that the run decides come from there, so that they cannot drift apart. */
export interface BudgetInput {
  loads: Pick<Load, 'pagesPerSecond' | 'warmUp' | 'measure'>[]
  arms: number
  podsPerArm: number
  rounds: number
  roundsPerBringUp: number
  /** Load on each fresh arm before its first trial. */
  freshWarmUpMs: number
  /** One idle window with its settling, and how many each arm has. */
  idleMs: number
  idleWindows: number
  capacityRounds: number
  /** Warm-up and window of one closed-loop trial. */
  capacityMs: number
  /** Warm-up and window of one probe for a rate of "auto". */
  rateProbeMs: number
  place?: PlaceBudget | undefined
}

/** What the place where arms run takes, where that is not this machine's own network. */
export interface PlaceBudget {
  /** Making all clusters, once a run. */
  clusterSeconds: number
  /** Until an arm that was woken up is at rest again, before each of its windows. */
  settleSecondsPerTrial: number
  /** Bringing a pod up and down. */
  podSeconds: number
  /** The client, and what else every arm has. */
  podsBesideServices: number
}

export interface PhaseTime {
  phase:
    | 'clusters'
    | 'bring-ups'
    | 'proofs'
    | 'first warm-up'
    | 'rate probe'
    | 'idle windows'
    | 'rounds'
    | 'capacity'
  seconds: number
}

/** Bringing a pod up and down in network namespaces: six arms with 30 pods took 6.3 s on two busy cores. */
const POD_SECONDS = 0.2
/** One proof of an arm: a few dozen requests and reading each place; seen between 0.1 (direct) and 1.2 s (mutual TLS). */
const PROOF_SECONDS = 0.5
/** Of every trial beside its windows: thaw, freeze, reading memory. Seen 0.04 s; twice that where a trial is repeated or late. */
const TRIAL_OVERHEAD_SECONDS = 0.1

/** Estimated seconds of each phase, in the order they first come; phases that do not happen are left out. */
export function timeBudget(input: BudgetInput): PhaseTime[] {
  const { arms, rounds, loads, place } = input
  const settleSeconds = place?.settleSecondsPerTrial ?? 0
  const bringUps = Math.ceil(rounds / input.roundsPerBringUp)
  const trial = (ms: number): number => ms / 1000 + TRIAL_OVERHEAD_SECONDS + settleSeconds
  const round = loads.reduce((sum, load) => sum + arms * trial(load.warmUp + load.measure), 0)
  const isAuto = loads.some(({ pagesPerSecond }) => pagesPerSecond === 'auto')
  const phases: PhaseTime[] = [
    { phase: 'clusters', seconds: place?.clusterSeconds ?? 0 },
    { phase: 'bring-ups', seconds: bringUps * arms * input.podsPerArm * (place?.podSeconds ?? POD_SECONDS) },
    // Before and after the rounds of every bring-up.
    { phase: 'proofs', seconds: bringUps * arms * 2 * PROOF_SECONDS },
    { phase: 'first warm-up', seconds: (bringUps * arms * input.freshWarmUpMs) / 1000 },
    { phase: 'rate probe', seconds: isAuto ? arms * trial(input.rateProbeMs) : 0 },
    { phase: 'idle windows', seconds: input.idleWindows * arms * (input.idleMs / 1000 + settleSeconds) },
    { phase: 'rounds', seconds: rounds * round },
    { phase: 'capacity', seconds: input.capacityRounds * arms * trial(input.capacityMs) },
  ]
  return phases.filter(({ seconds }) => seconds > 0)
}

/** Seconds of the whole run. */
export function totalSeconds(budget: readonly PhaseTime[]): number {
  return budget.reduce((sum, { seconds }) => sum + seconds, 0)
}
