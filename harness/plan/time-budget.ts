/** Estimates how long a run will take, phase by phase, before it starts. */
import type { Load } from '../scenario/schema.ts'

/** What the time of a run depends on. Fixed durations are passed in from durations.ts, which the run uses too. */
export interface BudgetInput {
  loads: Pick<Load, 'pagesPerSecond' | 'warmUp' | 'measure'>[]
  arms: number
  podsPerArm: number
  rounds: number
  roundsPerBringUp: number
  /** Load on each new arm before its first trial. */
  freshWarmUpMs: number
  /** Length of one idle window with its settling time, and the number of idle windows of each arm. */
  idleMs: number
  idleWindows: number
  capacityRounds: number
  /** Warm-up and window of one closed-loop trial. */
  capacityMs: number
  /** Warm-up and window of one probe for a rate of "auto". */
  rateProbeMs: number
  place?: PlaceBudget | undefined
}

/** Times of a provider whose arms run in clusters and not in network namespaces. */
export interface PlaceBudget {
  /** Creating all clusters, once a run. */
  clusterSeconds: number
  /** Time before each window of an arm until a cluster that was resumed has settled. */
  settleSecondsPerTrial: number
  /** Starting and removing a pod. */
  podSeconds: number
  /** Pods that every arm has besides its services, such as the client. */
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

/** Starting and removing a pod in network namespaces: six arms with 30 pods took 6.3 s on two busy cores. */
const POD_SECONDS = 0.2
/** One proof of an arm sends a few dozen requests and reads all counters. Seen between 0.1 s (direct) and 1.2 s (mutual TLS). */
const PROOF_SECONDS = 0.5
/**
 * Time of a trial besides its windows: thaw, freeze, reading memory. Seen 0.04 s; more than doubled for repeated or late
 * trials.
 */
const TRIAL_OVERHEAD_SECONDS = 0.1

/** Estimated seconds of each phase, in the order of their first occurrence; phases that do not happen are left out. */
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
    // Every arm is proved before and after the rounds of each bring-up.
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
