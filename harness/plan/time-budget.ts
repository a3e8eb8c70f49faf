/** Estimates how long a run will take, phase by phase, before it starts. */
import { bringUpsOf } from './bring-ups.ts'
import type { Load } from '../scenario/schema.ts'
import { roundsOfLoad } from './loads-of-round.ts'

/** What the time of a run depends on. Fixed durations are passed in from durations.ts, which the run uses too. */
export interface BudgetInput {
  loads: Pick<Load, 'pagesPerSecond' | 'warmUp' | 'measure' | 'windowsPerBringUp'>[]
  /** Arms with planted effects are measured under the first load, in one round of each bring-up, and in nothing else. */
  arms: { fillerServices: number; isPlanted: boolean }[]
  podsPerArm: number
  rounds: number
  roundsPerBringUp: number
  /** Calls of all pages that a new arm gets before its first trial. */
  firstWarmUpCalls: number
  /** Length of one idle window with its settling time, and the number of idle windows of each arm. */
  idleMs: number
  idleWindows: number
  /** Length of one window that times the hop clock, and their number for each arm and load. */
  priceMs: number
  priceWindows: number
  capacityRounds: number
  /** Warm-up and window of one closed-loop trial. */
  capacityMs: number
  /** Warm-up and window of one step of the search for saturation, and the most steps of an arm. */
  saturationMs: number
  mostSaturationSteps: number
  place?: PlaceBudget | undefined
}

/** Times of a provider whose arms run in clusters and not in network namespaces. */
export interface PlaceBudget {
  /** Creating all clusters, once a run. */
  clusterSeconds: number
  /** Removing all clusters, at the end of the run. */
  removalSeconds: number
  /** Looking at what the datapaths of all arms saw, after their last proofs. */
  lookSeconds: number
  /** Names of the arms that share a cluster, for each cluster. Only one of several clusters runs at a time. */
  clusters: string[][]
  /** Time until a cluster that was resumed has settled. */
  settleSecondsPerTurn: number
  /** Starting and removing a pod. */
  podSeconds: number
  /** Pods that every arm has besides its services, such as the client. */
  podsBesideServices: number
  /** Rounds that share a bring-up, in full and in quick runs, where restarting pods is dearer than on network namespaces. */
  roundsPerBringUp?: { full: number; quick: number } | undefined
}

export interface PhaseTime {
  phase:
    | 'clusters'
    | 'floors'
    | 'bring-ups'
    | 'proofs'
    | 'first warm-up'
    | 'search for saturation'
    | 'idle windows'
    | 'price of the hop clock'
    | 'rounds'
    | 'planted effects'
    | 'capacity'
    | 'look at flows'
    | 'removal of clusters'
  seconds: number
}

/** Both floors: starting four programs, warm-ups and windows. */
const FLOORS_SECONDS = 3
/** Starting and removing a pod in network namespaces: six arms with 30 pods take 3.7 s on two cores, with compiled code kept. */
const POD_SECONDS = 0.12
/** Loading the tables of a filler service, by kube-proxy's rules or into BPF maps: 10,000 take 1.5 s. */
const FILLER_SECONDS = 0.00015
/** A proof by counters sends two dozen pages and reads all counters. Seen between 0.09 s (direct) and 0.16 s (mutual TLS). */
const PROOF_SECONDS = 0.11
/** A proof in full also tries strangers and captures the wire. Seen between 0.1 s (direct) and 1 s (mutual TLS). */
const FULL_PROOF_SECONDS = 0.4
/** Five pages whose flows are kept, with the proof in full before them. Seen: 0.1 s (direct) to 3 s (Envoys that are replaced). */
const LOOK_SECONDS = 0.7
/** One call of the first warm-up, while programs are being compiled. Seen between 0.28 ms (direct) and 0.7 ms (mutual TLS). */
const WARM_UP_CALL_SECONDS = 0.0004
/** Time of a trial besides its windows: thaw, freeze, reading memory, the last pages. */
const TRIAL_OVERHEAD_SECONDS = 0.06
/** What a closed loop takes besides: its connections close, and the hop clock is taken off the sockets and put back. Seen: 0.2 s. */
const CLOSED_LOOP_OVERHEAD_SECONDS = 0.2

/** Estimated seconds of each phase, in the order of their first occurrence; phases that do not happen are left out. */
export function timeBudget(input: BudgetInput): PhaseTime[] {
  const { loads, place } = input
  const arms = input.arms.length
  const compared = input.arms.filter(({ isPlanted }) => !isPlanted).length
  const fillers = input.arms.reduce((sum, { fillerServices }) => sum + fillerServices, 0)
  const turns = place && place.clusters.length > 1 ? place.clusters.length * place.settleSecondsPerTurn : 0
  const bringUps = bringUpsOf(input)
  /** One window of every arm that is compared. */
  const ofAll = (ms: number): number => compared * (ms / 1000 + TRIAL_OVERHEAD_SECONDS) + turns
  const allRounds = loads.reduce(
    (sum, load) => sum + roundsOfLoad(load, input) * ofAll(load.warmUp + load.measure),
    0,
  )
  const [first] = loads
  const plantedTrial = first ? (first.warmUp + first.measure) / 1000 + TRIAL_OVERHEAD_SECONDS : 0
  const isAuto = loads.some(({ pagesPerSecond }) => pagesPerSecond === 'auto')
  const raiseAll = arms * input.podsPerArm * (place?.podSeconds ?? POD_SECONDS) + fillers * FILLER_SECONDS
  const phases: PhaseTime[] = [
    { phase: 'clusters', seconds: place?.clusterSeconds ?? 0 },
    { phase: 'floors', seconds: FLOORS_SECONDS },
    { phase: 'bring-ups', seconds: bringUps * raiseAll },
    // Every arm is proved before and after the rounds of each bring-up, in full at the beginning of the run, and once more at its end
    // with the look at its flows.
    { phase: 'proofs', seconds: arms * (2 * (bringUps - 1) * PROOF_SECONDS + FULL_PROOF_SECONDS) },
    { phase: 'first warm-up', seconds: bringUps * arms * input.firstWarmUpCalls * WARM_UP_CALL_SECONDS },
    { phase: 'rounds', seconds: allRounds },
    { phase: 'planted effects', seconds: bringUps * (arms - compared) * plantedTrial },
    { phase: 'idle windows', seconds: input.idleWindows * ofAll(input.idleMs) },
    {
      phase: 'price of the hop clock',
      seconds: input.priceWindows * loads.length * ofAll(input.priceMs),
    },
    {
      phase: 'search for saturation',
      seconds: isAuto || input.capacityRounds > 0 ? searchSeconds(input) : 0,
    },
    {
      phase: 'capacity',
      seconds: input.capacityRounds * (ofAll(input.capacityMs) + compared * CLOSED_LOOP_OVERHEAD_SECONDS),
    },
    { phase: 'look at flows', seconds: place?.lookSeconds ?? arms * LOOK_SECONDS },
    { phase: 'removal of clusters', seconds: place?.removalSeconds ?? 0 },
  ]
  return phases.filter(({ seconds }) => seconds > 0)
}

/** Most arms need half of the steps: sidecars fill the host with the first. */
const searchSeconds = ({ arms, mostSaturationSteps, saturationMs }: BudgetInput): number =>
  arms.filter(({ isPlanted }) => !isPlanted).length *
  (mostSaturationSteps / 2) *
  (saturationMs / 1000 + TRIAL_OVERHEAD_SECONDS + CLOSED_LOOP_OVERHEAD_SECONDS)

/** Seconds of the whole run. */
export function totalSeconds(budget: readonly PhaseTime[]): number {
  return budget.reduce((sum, { seconds }) => sum + seconds, 0)
}
