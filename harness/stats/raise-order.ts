/**
 * What an arm's place in the order of raising does to its figures. In two early runs, whose orders were shuffled, an arm that was raised
 * later was faster. Plans balance the order now; this is the measurement of what is balanced out.
 */
import { mean } from '../numbers/mean.ts'
import type { BringUpRecord, JournalRecord, NotMeasured } from '../results/record.ts'
import type { Estimate, RaiseOrder } from './analysis.ts'
import { bringUpValues, hasFigure } from './bring-up-values.ts'
import { overBringUps } from './estimate.ts'
import type { Measurements } from './measurements.ts'
import { definitionOf, type Metric } from './metrics.ts'
import { FEWEST_BRING_UPS } from './t-interval.ts'

/** One arm in one bring-up: its place, from 0, and its figure as a share of its own level. */
interface Point {
  arm: string
  bringUp: number
  place: number
  share: number
}

/** The effect of the place in each of the metrics; not measured where the records do not tell it. */
export function raiseOrderOf(
  journal: readonly JournalRecord[],
  metrics: readonly Metric[],
  measurements: Measurements,
): RaiseOrder | NotMeasured {
  const bringUps = journal.filter((record) => record.kind === 'bring-up')
  if (bringUps.length === 0 || bringUps.some(({ raiseOrder }) => raiseOrder.length === 0))
    return { notMeasured: 'the records do not tell in which order arms were raised' }
  const effects = metrics.flatMap((metric): RaiseOrder['effects'] => {
    const share = effectOf(bringUps, metric, measurements)
    return share ? [{ metric, clock: definitionOf(metric).clock, share }] : []
  })
  return effects.length === 0
    ? { notMeasured: 'it takes three bring-ups with figures, and more than one order of raising' }
    : { imbalance: imbalanceOf(bringUps), effects }
}

/** How far the mean places of two arms are apart at most, as a share of the way from the first place to the last. */
function imbalanceOf(bringUps: readonly BringUpRecord[]): number {
  const arms = [...new Set(bringUps.flatMap(({ raiseOrder }) => raiseOrder))]
  const places = arms.map((arm) =>
    mean(bringUps.map(({ raiseOrder }) => raiseOrder.indexOf(arm)).filter((place) => place >= 0)),
  )
  return (Math.max(...places) - Math.min(...places)) / (arms.length - 1)
}

/**
 * What raising an arm last instead of first adds, as a share of the arm's level, over bring-ups. It is the slope of a straight line through
 * all arms and bring-ups, after taking out each arm's own mean and each bring-up's. The interval is that of a quotient of sums over
 * bring-ups (Cochran, "Sampling Techniques", §6.4), since the bring-up is the unit. Null with fewer than three bring-ups, and where the
 * place of no arm changes.
 */
function effectOf(
  bringUps: readonly BringUpRecord[],
  metric: Metric,
  measurements: Measurements,
): Estimate | null {
  const points = [...measurements.keys()].flatMap((arm) => pointsOf(arm, bringUps, metric, measurements))
  const sums = [...Map.groupBy(points, ({ bringUp }) => bringUp).values()].map((own) => {
    const middle = { place: mean(own.map(({ place }) => place)), share: mean(own.map(({ share }) => share)) }
    const sum = (of: (point: Point) => number) => own.reduce((total, point) => total + of(point), 0)
    return {
      covariance: sum(({ place, share }) => (place - middle.place) * (share - middle.share)),
      variance: sum(({ place }) => (place - middle.place) ** 2),
    }
  })
  const variance = sums.reduce((total, own) => total + own.variance, 0) / sums.length
  if (sums.length < FEWEST_BRING_UPS || !(variance > 0)) return null
  const slope = mean(sums.map(({ covariance }) => covariance)) / variance
  const lastPlace = Math.max(...bringUps.map(({ raiseOrder }) => raiseOrder.length)) - 1
  return overBringUps(
    sums.map((own) => lastPlace * (slope + (own.covariance - slope * own.variance) / variance)),
  )
}

/** The arm's places and figures, each less the arm's own mean: an arm that is often raised late must not pass for a late place. */
function pointsOf(
  arm: string,
  bringUps: readonly BringUpRecord[],
  metric: Metric,
  measurements: Measurements,
): Point[] {
  const own = (measurements.get(arm) ?? []).filter((measurement) => hasFigure(metric, measurement))
  const values = bringUpValues(metric, own)
  if (values === null) return []
  const level = mean([...values.values()])
  const points = bringUps.flatMap(({ bringUp, raiseOrder }) => {
    const [value, place] = [values.get(bringUp), raiseOrder.indexOf(arm)]
    return value === undefined || place < 0 || level <= 0
      ? []
      : [{ arm, bringUp, place, share: value / level - 1 }]
  })
  const middle = mean(points.map(({ place }) => place))
  return points.map((point) => ({ ...point, place: point.place - middle }))
}
