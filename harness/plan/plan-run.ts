/** Plans a run before anything is started: the order of arms in each round, and the time of each phase. Pure. */
import { databasesOf } from '../scenario/queries.ts'
import type { Scenario } from '../scenario/schema.ts'
import { callsPerPage } from '../scenario/topology.ts'
import {
  CAPACITY_MEASURE_MS,
  CAPACITY_ROUNDS,
  CAPACITY_WARM_UP_MS,
  IDLE_SETTLE_MS,
  IDLE_WINDOW_MS,
  IDLE_WINDOWS,
  PRICE_MEASURE_MS,
  PRICE_WARM_UP_MS,
  PRICE_WINDOWS,
  QUICK_ROUNDS_PER_BRING_UP,
  ROUNDS_PER_BRING_UP,
  SATURATION_CONNECTIONS,
  SATURATION_MEASURE_MS,
  SATURATION_WARM_UP_MS,
} from './durations.ts'
import { armOrders } from './arm-order.ts'
import { bringUpsOf } from './bring-ups.ts'
import { firstWarmUpPages } from './first-warm-up.ts'
import { sidesTogether } from './sides-together.ts'
import { timeBudget, totalSeconds, type PhaseTime, type PlaceBudget } from './time-budget.ts'

/** Pods that every arm has besides its services: the client and the DNS server. */
const OWN_PODS = 2

export interface RunPlan {
  roundsPerBringUp: number
  bringUps: number
  podsPerArm: number
  /** Names of the arms in the order of each round. */
  order: string[][]
  /** Names of the arms in the order in which each bring-up raises them. */
  raiseOrder: string[][]
  budget: PhaseTime[]
  totalSeconds: number
}

/** @param place times of the provider; absent where arms are network namespaces */
export function planRun(scenario: Scenario, seed: string, quick: boolean, place?: PlaceBudget): RunPlan {
  const { full, quick: ofQuick } = place?.roundsPerBringUp ?? {
    full: ROUNDS_PER_BRING_UP,
    quick: QUICK_ROUNDS_PER_BRING_UP,
  }
  const roundsPerBringUp = quick ? ofQuick : full
  const bringUps = bringUpsOf({ rounds: scenario.rounds, roundsPerBringUp })
  const podsPerArm =
    Object.keys(scenario.topology.services).length +
    databasesOf(scenario.topology).length +
    (place?.podsBesideServices ?? OWN_PODS)
  const budget = timeBudget({
    loads: scenario.loads,
    arms: scenario.arms.map(({ fillerServices, planted }) => ({
      fillerServices,
      isPlanted: planted !== undefined,
    })),
    podsPerArm,
    rounds: scenario.rounds,
    roundsPerBringUp,
    firstWarmUpCalls:
      firstWarmUpPages(scenario.topology, { quick, roundsPerBringUp }) * callsPerPage(scenario.topology),
    idleMs: IDLE_SETTLE_MS + IDLE_WINDOW_MS,
    idleWindows: quick ? 0 : IDLE_WINDOWS,
    priceMs: PRICE_WARM_UP_MS + PRICE_MEASURE_MS,
    priceWindows: quick ? 0 : PRICE_WINDOWS,
    capacityRounds: scenario.capacity ? CAPACITY_ROUNDS : 0,
    capacityMs: CAPACITY_WARM_UP_MS + CAPACITY_MEASURE_MS,
    saturationMs: SATURATION_WARM_UP_MS + SATURATION_MEASURE_MS,
    mostSaturationSteps: SATURATION_CONNECTIONS.length,
    place,
  })
  return {
    roundsPerBringUp,
    bringUps,
    podsPerArm,
    ...armOrders({
      ...{ arms: scenario.arms, rounds: scenario.rounds },
      // Waking a cluster takes a second, so that its arms come one after the other.
      groups: place?.clusters ?? sidesTogether(scenario.arms),
      ...{ roundsPerBringUp, bringUps, seed },
    }),
    budget,
    totalSeconds: totalSeconds(budget),
  }
}
