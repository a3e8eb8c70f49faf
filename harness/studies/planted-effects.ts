/** How often runs find their planted effects, over many runs. Needs no root. */
import { mean } from '../numbers/mean.ts'
import type { Interval } from '../stats/interval.ts'
import type { PlantedFigure, PlantedVerdict } from '../stats/planted/planted-analysis.ts'
import { SINGLE_CONFIDENCE } from '../stats/estimate.ts'
import { tHalfWidth } from '../stats/t-interval.ts'
import type { PlantedKind } from '../results/record.ts'

/** What one run says about its planted effects. */
export interface PlantedRun {
  run: string
  bringUps: number
  effects: { kind: PlantedKind; verdict: string }[]
  rows: {
    effects: PlantedKind[]
    figure: PlantedFigure
    truth: number
    middle: number | null
    interval: Pick<Interval, 'low' | 'high'> | null
    verdict: PlantedVerdict
  }[]
}

/** One figure, over all runs. */
export interface PlantedOverRuns {
  figure: PlantedFigure
  effects: PlantedKind[]
  /** Mean of what was planted; 0 where nothing was. */
  truth: number
  /** Mean of what was measured less what was planted, with half of its 95 % interval. */
  error: { middle: number; half: number }
  runs: number
  /** Runs that found the effect, or rightly nothing. */
  right: number
  /** Runs whose interval holds the truth and 0. */
  tooCoarse: number
  missed: number
}

/** Runs in which the figure was not measured are in no count of it. */
export function overRuns(runs: readonly PlantedRun[]): PlantedOverRuns[] {
  const rows = Map.groupBy(
    runs.flatMap((run) => run.rows.filter(({ middle }) => middle !== null)),
    ({ figure }) => JSON.stringify(figure),
  )
  return [...rows.values()].map((own) => {
    const errors = own.map(({ middle, truth }) => middle! - truth)
    const count = (...wanted: PlantedVerdict[]): number =>
      own.filter(({ verdict }) => wanted.includes(verdict)).length
    return {
      figure: own[0]!.figure,
      effects: own[0]!.effects,
      truth: mean(own.map(({ truth }) => truth)),
      error: { middle: mean(errors), half: tHalfWidth(errors, SINGLE_CONFIDENCE) },
      runs: own.length,
      right: count('found', 'nothing'),
      tooCoarse: count('too coarse'),
      missed: count('missed'),
    }
  })
}
