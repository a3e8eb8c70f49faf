/** The change of a figure from base to head, over bring-ups. Pure. */
import { mean } from '../../numbers/mean.ts'
import type { Measurement } from '../measurements.ts'
import { NO_FIT, trimmedInterval, trimmedMean } from '../trimmed-interval.ts'
import { welchInterval } from '../welch-interval.ts'
import { atSameSpeed, clientCpu } from './client-speed.ts'
import type { Change } from './judge-change.ts'
import type { GateMetric } from './gate-metrics.ts'

/** The figures of one arm on both sides, one for each bring-up. */
export interface Figures {
  base: number[]
  head: number[]
  /** Whether values with the same index come from the same rounds of one bring-up. */
  isPaired: boolean
  /** Head minus base of the client's own CPU, for each bring-up; null where the figure does not follow the speed of the machine, or nobody knows. */
  ofClient: number[] | null
}

/** The figures of two arms of one run, in the rounds that both have. */
export function pairedFigures(
  metric: GateMetric,
  base: readonly Measurement[],
  head: readonly Measurement[],
): Figures {
  const others = new Map(base.map((one) => [one.trial.round, one]))
  const both = head.flatMap((one) => {
    const other = others.get(one.trial.round)
    const [ofHead, ofBase] = [metric.figure(one), other ? metric.figure(other) : null]
    return !other || ofHead === null || ofBase === null
      ? []
      : [{ bringUp: one.trial.bringUp, ofHead, ofBase, ofClient: changeOfClient(other, one) }]
  })
  const bringUps = [...Map.groupBy(both, ({ bringUp }) => bringUp).values()]
  const means = (of: (round: (typeof both)[number]) => number): number[] =>
    bringUps.map((rounds) => mean(rounds.map(of)))
  const knowsClient = metric.followsSpeed && both.every(({ ofClient }) => ofClient !== null)
  return {
    base: means(({ ofBase }) => ofBase),
    head: means(({ ofHead }) => ofHead),
    isPaired: true,
    ofClient: knowsClient ? means(({ ofClient }) => ofClient!) : null,
  }
}

function changeOfClient(base: Measurement, head: Measurement): number | null {
  const [ofBase, ofHead] = [clientCpu(base), clientCpu(head)]
  return ofBase === null || ofHead === null ? null : ofHead - ofBase
}

/** The figures of an arm in two runs, which have nothing in common. */
export const unpairedFigures = (
  metric: GateMetric,
  base: readonly Measurement[],
  head: readonly Measurement[],
): Figures => ({
  base: perBringUp(metric, base),
  head: perBringUp(metric, head),
  ...{ isPaired: false, ofClient: null },
})

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
export function changeOf(figures: Figures, confidence: number): Change | null {
  const { base, head, isPaired, ofClient } = figures
  if (base.length === 0 || head.length === 0) return null
  const bringUps = Math.min(base.length, head.length)
  if (!isPaired)
    return { middle: mean(head) - mean(base), interval: welchInterval(base, head, confidence), bringUps }
  const plain = head.map((value, index) => value - base[index]!)
  const { changes, fit } = ofClient ? atSameSpeed(plain, ofClient) : { changes: plain, fit: NO_FIT }
  return {
    middle: trimmedMean(changes),
    interval: trimmedInterval(changes, confidence, fit),
    bringUps,
  }
}
