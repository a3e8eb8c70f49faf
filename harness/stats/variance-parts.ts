/**
 * Takes the spread of a run apart: what all arms share in a bring-up, the luck of one arm's processes in one bring-up, and the noise
 * of a window. Everything is a share of the arm's own figure, because luck is proportional: it is the speed of a set of processes.
 */
import { mean, variance } from '../numbers/mean.ts'
import { bringUpValues, hasFigure } from './bring-up-values.ts'
import type { Measurements } from './measurements.ts'
import type { Metric } from './metrics.ts'

export interface ArmSpread {
  arm: string
  /** Mean over bring-ups, in the unit of the metric. */
  level: number
  /** Standard deviation between bring-ups beyond that of their windows, as a share of the level. */
  luckShare: number
  /** Standard deviation of one window within its bring-up, as a share of the level; null with one window a bring-up, whose noise is part of the luck. */
  noiseShare: number | null
  /** Standard deviation of a bring-up's value: luck, and the noise of its windows. */
  bringUpShare: number
}

export interface VarianceParts {
  bringUps: number
  windowsPerBringUp: number
  /** Standard deviation of what all arms of a bring-up share, as a share of their levels. */
  commonShare: number
  arms: ArmSpread[]
}

/** With fewer, variances are guesses. */
const FEWEST_BRING_UPS = 3

/** Values of one arm relative to its level, by bring-up and then by round. */
type Relative = { level: number; byBringUp: Map<number, Map<number, number>> }

/** Null where fewer than two arms, or fewer than three bring-ups that all arms have, have figures. */
export function varianceParts(
  metric: Metric,
  measurements: Measurements,
  arms: readonly string[],
): VarianceParts | null {
  const all = arms.flatMap((arm) => {
    const own = relativeValues(metric, measurements, arm)
    return own ? [{ arm, ...own }] : []
  })
  const shared = all
    .map(({ byBringUp }) => new Set(byBringUp.keys()))
    .reduce((a, b) => a.intersection(b), new Set(all[0]?.byBringUp.keys()))
  const bringUps = [...shared]
  if (all.length < 2 || bringUps.length < FEWEST_BRING_UPS) return null

  const ofBringUps = all.map(({ byBringUp }) =>
    bringUps.map((bringUp) => mean([...byBringUp.get(bringUp)!.values()])),
  )
  const windows = mean(
    all.flatMap(({ byBringUp }) => bringUps.map((bringUp) => byBringUp.get(bringUp)!.size)),
  )
  const between = ownVariances(all.length, (a, b) => variance(subtracted(ofBringUps[a]!, ofBringUps[b]!)))
  const noise =
    windows <= 1 ? null : ownVariances(all.length, (a, b) => varianceWithin(all[a]!, all[b]!, bringUps))
  const common = mean(ofBringUps.map((values, arm) => variance(values) - between[arm]!))
  return {
    bringUps: bringUps.length,
    windowsPerBringUp: windows,
    commonShare: Math.sqrt(Math.max(0, common)),
    arms: all.map(({ arm, level }, index) => ({
      arm,
      level,
      luckShare: Math.sqrt(Math.max(0, between[index]! - (noise ? noise[index]! / windows : 0))),
      noiseShare: noise && Math.sqrt(noise[index]!),
      bringUpShare: Math.sqrt(between[index]!),
    })),
  }
}

function relativeValues(metric: Metric, measurements: Measurements, arm: string): Relative | null {
  const own = (measurements.get(arm) ?? []).filter((measurement) => hasFigure(metric, measurement))
  const means = bringUpValues(metric, own)
  if (means === null) return null
  const level = mean([...means.values()])
  if (level <= 0) return null
  const byBringUp = new Map<number, Map<number, number>>()
  for (const measurement of own) {
    const { bringUp, round } = measurement.trial
    const rounds = byBringUp.get(bringUp) ?? new Map<number, number>()
    rounds.set(round, bringUpValues(metric, [measurement])!.get(bringUp)! / level)
    byBringUp.set(bringUp, rounds)
  }
  return { level, byBringUp }
}

const subtracted = (a: readonly number[], b: readonly number[]): number[] =>
  a.map((value, index) => value - b[index]!)

/** Variance of the difference of two arms between the windows of a bring-up, pooled over bring-ups. */
function varianceWithin(a: Relative, b: Relative, bringUps: readonly number[]): number {
  let [squares, freedom] = [0, 0]
  for (const bringUp of bringUps) {
    const [own, other] = [a.byBringUp.get(bringUp)!, b.byBringUp.get(bringUp)!]
    const differences = [...own].flatMap(([round, value]) => {
      const paired = other.get(round)
      return paired === undefined ? [] : [value - paired]
    })
    if (differences.length < 2) continue
    squares += variance(differences) * (differences.length - 1)
    freedom += differences.length - 1
  }
  return freedom === 0 ? 0 : squares / freedom
}

/** The least share of a pair's variance that one of the two is given: an estimate of nothing would promise too much. */
const LEAST_PART = 0.25

/**
 * Each arm's own variance from those of all differences: what the arms share cancels in a difference (Grubbs, "On Estimating
 * Precision of Measuring Instruments", JASA 43, 1948).
 */
function ownVariances(arms: number, ofDifference: (a: number, b: number) => number): number[] {
  const table = Array.from({ length: arms }, (_, a) =>
    Array.from({ length: arms }, (_, b) => (a === b ? 0 : a < b ? ofDifference(a, b) : 0)),
  )
  const between = (a: number, b: number): number => table[Math.min(a, b)]![Math.max(a, b)]!
  const others = (a: number): number[] => table.flatMap((_, b) => (a === b ? [] : [between(a, b)]))
  const means = table.map((_, a) => mean(others(a)))
  const total = means.reduce((sum, value) => sum + value, 0) / 2
  return means.map((own, a) => {
    const estimate = arms === 2 ? own / 2 : ((own - total / (arms - 1)) * (arms - 1)) / (arms - 2)
    return Math.max(estimate, LEAST_PART * Math.min(...others(a)))
  })
}
