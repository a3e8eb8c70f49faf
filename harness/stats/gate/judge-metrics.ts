/** Judges every metric of a gate, for each arm and load. Pure. */
import type { GateLimits } from '../../results/record.ts'
import { mean } from '../../numbers/mean.ts'
import { INVALID_SHARE } from '../compare.ts'
import { SINGLE_CONFIDENCE } from '../estimate.ts'
import type { Measurement } from '../measurements.ts'
import { changeOf, type Figures } from './changes.ts'
import type { GateRow, GateWhy } from './gate.ts'
import { ALL_GATE_METRICS, type GateMetric, type GateMetricName } from './gate-metrics.ts'
import { judgeChange, looksFor } from './judge-change.ts'

/** One arm of one load on both sides, and the same code twice beside it. */
export interface ArmSides {
  datapath: string
  load: string
  base: readonly Measurement[]
  head: readonly Measurement[]
  /** Null where the same code was not measured twice. */
  control: { base: readonly Measurement[]; head: readonly Measurement[] } | null
  /** Share of the begun rounds that a side lacks. */
  lostShare: number
}

type FiguresOf = (metric: GateMetric, base: readonly Measurement[], head: readonly Measurement[]) => Figures

/** The rows, and the confidence of each interval: all of them share an error of 5 % (Bonferroni). */
export function judgeMetrics(
  arms: readonly ArmSides[],
  figuresOf: FiguresOf,
  limits: GateLimits,
): { rows: GateRow[]; confidence: number | null } {
  const all = arms.flatMap((arm) =>
    ALL_GATE_METRICS.map(([what, metric]) => ({
      ...{ arm, what, metric, figures: figuresOf(metric, arm.base, arm.head) },
      control: arm.control && figuresOf(metric, arm.control.base, arm.control.head),
    })),
  )
  const family = all.filter(({ figures }) => changeOf(figures, SINGLE_CONFIDENCE) !== null).length
  const confidence = family === 0 ? null : 1 - (1 - SINGLE_CONFIDENCE) / family
  return { rows: all.map((one) => rowOf(one, confidence ?? SINGLE_CONFIDENCE, limits)), confidence }
}

const lacks =
  ({ figure }: GateMetric) =>
  (measurements: readonly Measurement[]): boolean =>
    measurements.length > 0 && measurements.every((one) => figure(one) === null)

interface Judged {
  arm: ArmSides
  what: GateMetricName
  metric: GateMetric
  figures: Figures
  control: Figures | null
}

function rowOf(
  { arm, what, metric, figures, control }: Judged,
  confidence: number,
  limits: GateLimits,
): GateRow {
  const row = {
    ...{ datapath: arm.datapath, load: arm.load, what, unit: metric.unit, of: null },
    // What neither side can measure, such as the hop clock on an old kernel, leaves nothing to wait for.
    decides: metric.decides && ![arm.base, arm.head].every(lacks(metric)),
    base: figures.base.length === 0 ? null : mean(figures.base),
    head: figures.head.length === 0 ? null : mean(figures.head),
  }
  const change = changeOf(figures, confidence)
  const untold = (why: GateWhy) => ({ judgement: 'could not tell', why }) as const
  if (arm.lostShare > INVALID_SHARE)
    return { ...row, change, looksFor: null, ...untold({ kind: 'rounds lost', share: arm.lostShare }) }
  if (change === null || row.base === null)
    return { ...row, change: null, looksFor: null, ...untold({ kind: 'not measured' }) }
  const sought = looksFor(metric, row.base, limits)
  const judged = judgeChange(change, sought, control && changeOf(control, confidence))
  return { ...row, change, looksFor: sought, ...judged }
}
