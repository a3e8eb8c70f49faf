/** A figure of an emulation and of the real product, and their ratio: with its interval, or the reason why there is none. */
import {
  WANTED_REACH,
  type CalibrationFigure,
  type CalibrationRatio,
  type CalibrationRow,
  type CalibrationShortfall,
} from '../results/calibration.ts'
import { isNotMeasured } from '../results/measured.ts'
import type { Interval } from './analysis.ts'
import { overBringUps, SINGLE_CONFIDENCE } from './estimate.ts'
import { bringUpsToReach, fiellerInterval, reachOf, spreadOf, type Spread } from './ratio-of-means.ts'
import { FEWEST_BRING_UPS, tHalfWidth } from './t-interval.ts'

/** A figure of one side. `obstacle` says why no ratio may be formed with it; null where a ratio may be formed. */
export interface Side {
  figure: CalibrationFigure
  /** The values behind a mean over bring-ups; null for any other figure. */
  bringUps: readonly number[] | null
  obstacle: string | null
}

export const absent = (why: string): Side => ({
  figure: { notMeasured: why },
  bringUps: null,
  obstacle: why,
})

/** The mean over bring-ups. Nothing here is a further chance to find something, so every figure has the confidence of a single one. */
export function meanSide(bringUps: readonly number[], obstacle: string | null = null): Side {
  const { middle, interval } = overBringUps(bringUps)
  return { figure: { value: middle, interval }, bringUps, obstacle }
}

/** Both figures, and the ratio real / model or the reason why there is none. */
export function compared(
  model: Side,
  real: Side,
): Pick<CalibrationRow, 'modelFigure' | 'realFigure' | 'ratio'> {
  return { modelFigure: model.figure, realFigure: real.figure, ratio: ratioOf(model, real) }
}

function ratioOf(model: Side, real: Side): CalibrationRatio {
  const obstacles = [model, real].flatMap(({ obstacle }) => obstacle ?? [])
  if (obstacles.length > 0 || isNotMeasured(model.figure) || isNotMeasured(real.figure))
    return { notMeasured: [...new Set(obstacles)].join('; ') }
  const value = real.figure.value / model.figure.value
  if (model.bringUps && real.bringUps) return { value, ...ofBringUps(model.bringUps, real.bringUps) }
  const interval = quotient(real.figure.interval, model.figure.interval)
  const shortfall = { kind: interval === null ? ('no interval' as const) : ('rounds' as const) }
  return { value, interval, method: 'widest range', shortfall: isWithin(interval, value) ? null : shortfall }
}

const isWithin = (interval: Interval | null, ratio: number): boolean =>
  interval !== null && reachOf(interval, ratio) <= WANTED_REACH

function ofBringUps(modelValues: readonly number[], realValues: readonly number[]) {
  const [model, real] = [spreadOf(modelValues), spreadOf(realValues)]
  const interval = fiellerInterval(real, model, SINGLE_CONFIDENCE)
  return {
    interval,
    method: 'fieller' as const,
    shortfall: isWithin(interval, real.mean / model.mean)
      ? null
      : shortfallOf({ model, real }, { model: modelValues, real: realValues }),
  }
}

function shortfallOf(
  spreads: { model: Spread; real: Spread },
  values: { model: readonly number[]; real: readonly number[] },
): CalibrationShortfall {
  if (Math.min(values.model.length, values.real.length) < FEWEST_BRING_UPS) return { kind: 'no interval' }
  const halfWidth = (side: 'model' | 'real'): number =>
    tHalfWidth(values[side], SINGLE_CONFIDENCE) / Math.abs(spreads[side].mean)
  const side = halfWidth('model') > halfWidth('real') ? 'model' : 'real'
  return {
    kind: 'spread',
    side,
    halfWidth: halfWidth(side),
    bringUps: values[side].length,
    wanted: bringUpsToReach(spreads.real, spreads.model, WANTED_REACH, SINGLE_CONFIDENCE),
  }
}

/**
 * The widest range of a quotient that two intervals allow, for figures that are no means over bring-ups; it is right when both
 * intervals are. Null without an interval, or where an interval reaches 0.
 */
export function quotient(of: Interval | null, by: Interval | null): Interval | null {
  if (!of || !by || of.low <= 0 || by.low <= 0) return null
  return { low: of.low / by.high, high: of.high / by.low, confidence: of.confidence + by.confidence - 1 }
}
