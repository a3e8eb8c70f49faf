/** The change of a figure from base to head, over bring-ups. Pure. */
import { mean } from '../../numbers/mean.ts'
import type { Measurement } from '../measurements.ts'
import { tInterval } from '../t-interval.ts'
import { welchInterval } from '../welch-interval.ts'
import type { Change } from './judge-change.ts'
import type { GateMetric } from './gate-metrics.ts'

/** The figures of one arm on both sides, one for each bring-up. */
export interface Figures {
  base: number[]
  head: number[]
  /** Whether values with the same index come from the same rounds of one bring-up. */
  isPaired: boolean
}

/** The figures of two arms of one run, in the rounds that both have. */
export function pairedFigures(
  metric: GateMetric,
  base: readonly Measurement[],
  head: readonly Measurement[],
): Figures {
  const others = new Map(base.map((one) => [one.trial.round, metric.figure(one)]))
  const both = head.flatMap((one) => {
    const [own, other] = [metric.figure(one), others.get(one.trial.round) ?? null]
    return own === null || other === null ? [] : [{ bringUp: one.trial.bringUp, own, other }]
  })
  const bringUps = [...Map.groupBy(both, ({ bringUp }) => bringUp).values()]
  return {
    base: bringUps.map((rounds) => mean(rounds.map(({ other }) => other))),
    head: bringUps.map((rounds) => mean(rounds.map(({ own }) => own))),
    isPaired: true,
  }
}

/** The figures of an arm in two runs, which have nothing in common. */
export const unpairedFigures = (
  metric: GateMetric,
  base: readonly Measurement[],
  head: readonly Measurement[],
): Figures => ({ base: perBringUp(metric, base), head: perBringUp(metric, head), isPaired: false })

function perBringUp(metric: GateMetric, measurements: readonly Measurement[]): number[] {
  const figures = measurements.flatMap((one) => {
    const figure = metric.figure(one)
    return figure === null ? [] : [{ bringUp: one.trial.bringUp, figure }]
  })
  return [...Map.groupBy(figures, ({ bringUp }) => bringUp).values()].map((rounds) =>
    mean(rounds.map(({ figure }) => figure)),
  )
}

/** Head minus base. Null where a side has no figure. */
export function changeOf({ base, head, isPaired }: Figures, confidence: number): Change | null {
  if (base.length === 0 || head.length === 0) return null
  return {
    middle: mean(head) - mean(base),
    interval: isPaired
      ? tInterval(
          head.map((value, index) => value - base[index]!),
          confidence,
        )
      : welchInterval(base, head, confidence),
    bringUps: Math.min(base.length, head.length),
  }
}
