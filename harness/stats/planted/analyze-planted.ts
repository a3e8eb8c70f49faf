/** Judges the planted effects of a run: each against its truth, and the figures in which nothing was planted against 0. Pure. */
import { mean } from '../../numbers/mean.ts'
import { isNotMeasured } from '../../results/measured.ts'
import {
  baselineOf,
  type ArmRecord,
  type JournalRecord,
  type NotMeasured,
  type PlantedKind,
  type RunRecord,
} from '../../results/record.ts'
import type { Measurement, Measurements } from '../measurements.ts'
import { figureOf } from './figures.ts'
import { allowanceOf, confidenceOfRows, judgeRow } from './judge.ts'
import { figuresWatched, landingsOf, type Landing } from './landings.ts'
import type {
  PlantedAnalysis,
  PlantedArm,
  PlantedFigure,
  PlantedOutcome,
  PlantedRow,
} from './planted-analysis.ts'
import { tailOf } from './tail.ts'

export interface PlantedInput {
  run: RunRecord
  journal: readonly JournalRecord[]
  /** Measurements under the first load, in which alone effects are planted. */
  measurements: Measurements
  /** Why no figure of the hop clock may be used; null where they may be used. */
  clockObstacle: string | null
}

export function analyzePlanted(input: PlantedInput): PlantedAnalysis {
  const { run, measurements } = input
  const arms = run.arms.filter(({ role }) => role === 'planted')
  const plans = arms.map((arm) => ({ arm, rows: rowsOf(arm, input) }))
  const confidence = confidenceOfRows(plans.reduce((sum, { rows }) => sum + rows.length, 0))
  const none = { arms: [], confidencePerInterval: confidence }
  if (arms.length === 0) return { ...none, verdict: 'none', why: run.notPlanted ?? null }
  const sizes = sizesOf(plans, input)
  const judged = plans
    .filter(({ arm }) => (measurements.get(arm.name) ?? []).length > 0)
    .map(({ arm, rows }) => judgeArm(arm, rows, confidence, (figure) => strayOf(figure, sizes), input))
  const absent = arms.filter(({ name }) => !judged.some(({ arm }) => arm === name))
  if (absent.length > 0)
    return {
      ...{ arms: judged, confidencePerInterval: confidence, verdict: 'not calibrated' },
      why: absent
        .map(({ name }) => `${name} has no trial that counts${failureOf(name, input.journal)}`)
        .join('; '),
    }
  const isMissed = judged.some(({ rows }) => rows.some(({ verdict }) => verdict === 'missed'))
  const isAnyPlanted = judged.some(({ effects }) =>
    effects.some(({ outcome }) => outcome.verdict !== 'not planted'),
  )
  if (!isMissed && !isAnyPlanted)
    return {
      ...{ arms: judged, confidencePerInterval: confidence, verdict: 'not calibrated' },
      why: 'this machine could plant none of the effects',
    }
  // Wide intervals, and rounds that were lost, hold any truth: an instrument that found nothing has not passed.
  const isAnyFound = judged.some(({ effects }) => effects.some(({ outcome }) => outcome.verdict === 'found'))
  if (!isMissed && !isAnyFound)
    return {
      ...{ arms: judged, confidencePerInterval: confidence, verdict: 'not calibrated' },
      why: 'none of the planted effects could be told',
    }
  return {
    arms: judged,
    confidencePerInterval: confidence,
    verdict: isMissed ? 'missed' : 'passed',
    why: null,
  }
}

/** "; it did not come up: …", by the first bring-up that lacks it. */
function failureOf(arm: string, journal: readonly JournalRecord[]): string {
  for (const record of journal) {
    if (record.kind !== 'bring-up') continue
    const failed = record.failedArms.find((one) => one.arm === arm)
    if (failed) return `: it did not come up, because ${failed.problem.what}`
  }
  return ''
}

/** A figure to judge, with the effects that land in it; none where nothing may. */
interface PlannedRow {
  figure: PlantedFigure
  landings: Landing[]
}

/** The rows of an arm. Effects that could not be planted have none. */
function rowsOf(arm: ArmRecord, { run, measurements }: PlantedInput): PlannedRow[] {
  const without = new Set(notPlantedIn(measurements.get(arm.name) ?? []).keys())
  const landings = (arm.planted ?? [])
    .filter(({ kind }) => !without.has(kind))
    .flatMap((effect) => landingsOf(effect, run.scenario))
  const key = (figure: PlantedFigure): string => JSON.stringify(figure)
  const landed = Map.groupBy(landings, ({ figure }) => key(figure))
  return [
    ...[...landed.values()].map((own) => ({ figure: own[0]!.figure, landings: own })),
    ...figuresWatched(run.scenario)
      .filter((figure) => !landed.has(key(figure)))
      .map((figure) => ({ figure, landings: [] })),
  ]
}

/** The effects that could not be planted in some window, and why. */
const notPlantedIn = (measurements: readonly Measurement[]): Map<PlantedKind, string> =>
  new Map(
    measurements.flatMap(({ trial }) =>
      (trial.planted ?? []).flatMap((one) =>
        'notPlanted' in one ? [[one.kind, one.notPlanted] as const] : [],
      ),
    ),
  )

/** How large an effect of the run is, in a figure in which it lands. */
interface PlantedSize {
  figure: PlantedFigure
  truth: number
}

function sizesOf(
  plans: readonly { arm: ArmRecord; rows: PlannedRow[] }[],
  { run, measurements, clockObstacle }: PlantedInput,
): PlantedSize[] {
  const of = (name: string): readonly Measurement[] => measurements.get(name) ?? []
  const baseline = of(baselineOf(run).name)
  return plans.flatMap(({ arm, rows }) =>
    rows
      .filter(({ landings }) => landings.length > 0)
      .flatMap(({ figure, landings }) => {
        const values = valuesOf(figure, landings, of(arm.name), baseline, clockObstacle)
        return isNotMeasured(values) ? [] : [{ figure, truth: mean(values.map(({ truth }) => truth)) }]
      }),
  )
}

/** The smallest effect that the run planted in such a figure; Infinity where it planted none. */
const strayOf = (figure: PlantedFigure, sizes: readonly PlantedSize[]): number =>
  Math.min(
    ...sizes.filter((size) => resourceOf(size.figure) === resourceOf(figure)).map(({ truth }) => truth),
  )

/** Memory that is planted into an agent may only show in services by mistake. */
const resourceOf = ({ of }: PlantedFigure): PlantedFigure['of'] => (of === 'app memory' ? 'agent memory' : of)

function judgeArm(
  arm: ArmRecord,
  planned: readonly PlannedRow[],
  confidence: number,
  stray: (figure: PlantedFigure) => number,
  input: PlantedInput,
): PlantedArm {
  const { run, measurements } = input
  const own = measurements.get(arm.name) ?? []
  const baseline = measurements.get(baselineOf(run).name) ?? []
  const rows = planned.map((row) => {
    const size = row.landings.length > 0 ? null : stray(row.figure)
    return judgePlanned(row, own, baseline, { confidence, stray: size, clockObstacle: input.clockObstacle })
  })
  const without = notPlantedIn(own)
  return {
    arm: arm.name,
    load: run.loads[0]?.name ?? '',
    effects: (arm.planted ?? []).map((effect) => ({
      effect,
      outcome: outcomeOf(effect.kind, planned, rows, without.get(effect.kind)),
    })),
    rows,
    bringUps: new Set(own.map(({ trial }) => trial.bringUp)).size,
  }
}

function outcomeOf(
  kind: PlantedKind,
  planned: readonly PlannedRow[],
  rows: readonly PlantedRow[],
  notPlanted: string | undefined,
): PlantedOutcome {
  if (notPlanted !== undefined) return { verdict: 'not planted', why: notPlanted }
  const own = rows.filter(({ effects }) => effects.includes(kind))
  if (own.some(({ verdict }) => verdict === 'missed')) return { verdict: 'missed' }
  const primary = rows.filter((_, index) =>
    planned[index]!.landings.some((landing) => landing.kind === kind && landing.isPrimary),
  )
  const unread = primary.map(({ estimate }) => estimate).find(isNotMeasured)
  if (unread) return { verdict: 'not measured', why: unread.notMeasured }
  return { verdict: primary.every(({ verdict }) => verdict === 'found') ? 'found' : 'too coarse' }
}

function judgePlanned(
  { figure, landings }: PlannedRow,
  own: readonly Measurement[],
  baseline: readonly Measurement[],
  {
    confidence,
    stray,
    clockObstacle,
  }: { confidence: number; stray: number | null; clockObstacle: string | null },
): PlantedRow {
  const effects = [...new Set(landings.map(({ kind }) => kind))]
  const values = valuesOf(figure, landings, own, baseline, clockObstacle)
  if (isNotMeasured(values))
    return { effects, figure, truth: 0, estimate: values, allowance: 0, verdict: 'not measured' }
  const allowance = allowanceOf(figure, mean(values.map(({ truth }) => truth)))
  const { truth, estimate, verdict } = judgeRow(values, allowance, stray, confidence)
  return { effects, figure, truth, estimate, allowance, verdict }
}

/** What was measured and planted in each bring-up, over the rounds that both arms have. */
function valuesOf(
  figure: PlantedFigure,
  landings: readonly Landing[],
  own: readonly Measurement[],
  baseline: readonly Measurement[],
  clockObstacle: string | null,
): { measured: number; truth: number }[] | NotMeasured {
  const isOfHops = figure.of === 'app' || figure.of === 'transport' || figure.of === 'sent again'
  if (isOfHops && clockObstacle !== null) return { notMeasured: clockObstacle }
  const byRound = new Map(baseline.map((measurement) => [measurement.trial.round, measurement]))
  const tail = figure.of === 'p99' ? tailOf(own, baseline) : null
  const found = new Map<number, { measured: number; truth: number }[]>()
  let why: NotMeasured = { notMeasured: 'no round has both arms' }
  for (const measurement of own) {
    const { trial } = measurement
    const other = byRound.get(trial.round)
    if (!other) continue
    const value =
      figure.of === 'p99'
        ? (tail?.get(trial.bringUp) ?? { notMeasured: 'there are too few pages for a p99' })
        : difference(figureOf(figure, measurement), figureOf(figure, other))
    const truths = landings.map(({ truth }) => truth(trial))
    if (isNotMeasured(value)) why = value
    else if (truths.some((truth) => truth === null)) why = { notMeasured: 'the injection counted nothing' }
    else
      found.set(trial.bringUp, [
        ...(found.get(trial.bringUp) ?? []),
        { measured: value, truth: truths.reduce<number>((sum, truth) => sum + (truth ?? 0), 0) },
      ])
  }
  if (found.size === 0) return why
  return [...found.values()].map((all) => ({
    measured: mean(all.map((one) => one.measured)),
    truth: mean(all.map((one) => one.truth)),
  }))
}

function difference(own: number | NotMeasured, other: number | NotMeasured): number | NotMeasured {
  if (isNotMeasured(own)) return own
  return isNotMeasured(other) ? other : own - other
}
