/**
 * What the rule of verdicts does with noise like this run's. Simulated runs have the run's own levels and components of variance,
 * and go through the same intervals and the same rule, so that a report promises what its own machine can keep.
 */
import { seededRandom, type SeededRandom } from '../numbers/seeded-random.ts'
import { studentT } from '../numbers/student-t.ts'
import type { ClockRates, ErrorRates, RuleRates } from './analysis.ts'
import { SINGLE_CONFIDENCE } from './estimate.ts'
import { definitionOf, type Metric } from './metrics.ts'
import { noiseReach, type TwinEstimate } from './twins.ts'
import { barOf, noiseAt, rule } from './verdict.ts'
import type { ArmPair } from './used-rounds.ts'
import type { VarianceParts } from './variance-parts.ts'

/** Enough for a share of 5 % to be known to ±1.4 %, in a quarter of a second. */
const SIMULATED_RUNS = 1000
/** The share of runs in which a difference has to be found to be called findable. */
const POWER = 0.9

/** What is known of one clock of one load. */
export interface ClockInput {
  metric: Metric
  parts: VarianceParts
  margin: number
  pairs: readonly ArmPair[]
  /** The twins, and the name of the baseline that they repeat. */
  twins: readonly TwinEstimate['twin'][]
  baseline: string
}

/** Share of healthy runs in which the same arm twice may be said to differ: under the 5 % that is promised, also as simulated. */
const ALARM_ERROR = 0.04

/** Confidence of one test for "the same arm twice differs"; there is one for each twin, by each clock. */
export const alarmConfidence = (tests: number): number => 1 - ALARM_ERROR / Math.max(1, tests)

/**
 * @param confidence of each comparison
 * @param alarms number of tests that look for a difference of the same arm twice
 */
export function errorRates(
  load: string,
  seed: string,
  clocks: readonly ClockInput[],
  confidence: number,
  alarms: number,
): ErrorRates | null {
  if (clocks.length === 0) return null
  const random = seededRandom(`${seed}/${load}/error rates`)
  const simulations = clocks.map((clock) => simulationOf(clock, confidence, alarmConfidence(alarms)))
  let [misses, wrong, alarmed] = [0, 0, 0]
  for (let run = 0; run < SIMULATED_RUNS; run++) {
    const outcomes = simulations.map((simulation) => simulation.step(random))
    if (outcomes.some(({ missed }) => missed)) misses++
    if (outcomes.some(({ wrongWay }) => wrongWay)) wrong++
    if (outcomes.some(({ alarm }) => alarm)) alarmed++
  }
  return {
    simulatedRuns: SIMULATED_RUNS,
    familyError: misses / SIMULATED_RUNS,
    wrongDirections: wrong / SIMULATED_RUNS,
    aaAlarms: alarmed / SIMULATED_RUNS,
    clocks: simulations.map((simulation) => simulation.rates()),
  }
}

interface Outcome {
  /** Some interval of the clock's comparisons misses the true difference. */
  missed: boolean
  /** Some arm that costs the same comes out higher or lower. */
  wrongWay: boolean
  /** Some twin differs by more than chance. */
  alarm: boolean
}

/** Mean of a difference less its true value, and its standard error, in one simulated run. */
interface Drawn {
  off: number
  error: number
}

function simulationOf(clock: ClockInput, confidence: number, alarmAt: number) {
  const { parts, metric, margin, pairs, twins, baseline } = clock
  const clockRead = definitionOf(metric).clock
  const limits = [confidence, SINGLE_CONFIDENCE, alarmAt].map((one) => studentT(one, parts.bringUps - 1))
  const [limit, aaLimit, alarmLimit] = limits as [number, number, number]
  const spreadOf = (arm: string) => parts.arms.findIndex((one) => one.arm === arm)
  const present = (arm: string): boolean => spreadOf(arm) >= 0
  const level = (arm: string): number => parts.arms[spreadOf(arm)]!.level
  const aaPairs = twins
    .filter((twin) => present(twin.name) && present(baseline))
    .map(({ name, within }) => ({ arm: name, within, baseline }))
  const judged = pairs.filter((pair) => present(pair.arm) && present(pair.baseline))
  /** Beside the family, a pair as noisy as the same arm twice: what a datapath like the baseline could show. */
  const all = [...judged, ...aaPairs.slice(0, 1)].map((pair) => ({
    ...pair,
    levels: { arm: level(pair.arm), baseline: level(pair.baseline) },
    tally: { needed: [] as number[], errors: 0, equivalent: 0, wrongWay: 0 },
  }))

  function step(random: SeededRandom): Outcome {
    const values = drawRun(parts, random)
    const draw = ({ arm, baseline: other }: ArmPair): Drawn =>
      drawn(values[spreadOf(arm)]!, values[spreadOf(other)]!, level(arm) - level(other))
    const twinsDrawn = aaPairs.map((twin) => ({ ...twin, ...draw(twin) }))
    const reaches = twinsDrawn.map(({ within, off, error }) =>
      noiseReach(clockRead, { within }, { low: off - aaLimit * error, high: off + aaLimit * error }),
    )
    const extent = Math.max(0, ...reaches)
    const outcome = { missed: false, wrongWay: false, alarm: false }
    outcome.alarm = twinsDrawn.some(({ off, error }) => Math.abs(off) > alarmLimit * error)
    all.forEach((pair, index) => {
      const { off, error } = draw(pair)
      const half = limit * error
      const noiseExtent = noiseAt({ extent, level: level(baseline) }, metric, pair.levels)
      const bar = barOf({ metric, margin, noiseExtent })
      const verdict = rule({ low: off - half, high: off + half }, { metric, margin, noiseExtent })
      const isWrong = verdict === 'higher' || verdict === 'lower'
      pair.tally.needed.push(bar + half - off)
      pair.tally.errors += error
      if (verdict === 'equivalent') pair.tally.equivalent++
      if (isWrong) pair.tally.wrongWay++
      if (index >= judged.length) return
      outcome.missed ||= Math.abs(off) > half
      outcome.wrongWay ||= isWrong
    })
    return outcome
  }

  function rates(): ClockRates {
    const of = all.map(({ arm, baseline: other, tally }): RuleRates => {
      const runs = tally.needed.length
      const needed = tally.needed.toSorted((a, b) => a - b)
      return {
        arm,
        baseline: other,
        halfWidth: (aaLimit * tally.errors) / runs,
        finds: needed[Math.ceil(POWER * runs) - 1] ?? 0,
        equivalentShare: tally.equivalent / runs,
        wrongDirections: tally.wrongWay / runs,
      }
    })
    return {
      clock: clockRead ?? 'user',
      ...{ metric, unit: definitionOf(metric).unit, parts },
      comparisons: of.slice(0, judged.length),
      aa: of[judged.length] ?? null,
    }
  }
  return { step, rates }
}

/** Values of every arm in every bring-up of a simulated run. */
function drawRun({ arms, bringUps, commonShare }: VarianceParts, random: SeededRandom): Float64Array[] {
  const values = arms.map(() => new Float64Array(bringUps))
  for (let bringUp = 0; bringUp < bringUps; bringUp++) {
    const common = commonShare * random.normal()
    arms.forEach(({ level, bringUpShare }, arm) => {
      values[arm]![bringUp] = level * (1 + common + bringUpShare * random.normal())
    })
  }
  return values
}

function drawn(arm: Float64Array, baseline: Float64Array, truth: number): Drawn {
  const n = arm.length
  let sum = 0
  for (let index = 0; index < n; index++) sum += arm[index]! - baseline[index]!
  const middle = sum / n
  let squares = 0
  for (let index = 0; index < n; index++) squares += (arm[index]! - baseline[index]! - middle) ** 2
  return { off: middle - truth, error: Math.sqrt(squares / (n - 1) / n) }
}
