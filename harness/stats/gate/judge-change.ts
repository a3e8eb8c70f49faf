/** Judges one change from base to head. Pure. */
import type { GateLimits } from '../../results/record.ts'
import type { Interval } from '../interval.ts'
import type { GateWhy, Judgement } from './gate.ts'
import type { GateMetric } from './gate-metrics.ts'

export interface Change {
  middle: number
  /** Null with too few bring-ups. */
  interval: Interval | null
  bringUps: number
}

/**
 * The change that a gate looks for: a share of base's figure, and at least what matters to somebody.
 * @returns in the unit of the metric
 */
export const looksFor = (metric: Pick<GateMetric, 'least'>, base: number, limits: GateLimits): number =>
  Math.max(limits.share * Math.abs(base), limits.hasFloors ? metric.least : 0)

/**
 * Noise is measured: it is the spread of the change between bring-ups, and half of the interval is some multiple of it, by Student's t
 * for so many bring-ups and for all rows of the gate together.
 *
 * - regression: the interval is above 0, so it is no noise, and the change is nearer to the one that is looked for than to none;
 * - fine: the whole interval is below the change that is looked for;
 * - otherwise it could not be told.
 *
 * @param control the same code twice: its change must not be as large, or else the machine explains it. Null without one.
 */
export function judgeChange(
  change: Change,
  sought: number,
  control: Change | null,
): { judgement: Judgement; why: GateWhy | null } {
  const { interval, bringUps } = change
  if (interval === null) return { judgement: 'could not tell', why: { kind: 'too few bring-ups', bringUps } }
  if (isWorse(change, sought)) {
    if (control && isWorse(control, sought))
      return { judgement: 'could not tell', why: { kind: 'same code differs', by: control.middle } }
    return { judgement: 'regression', why: null }
  }
  return interval.high < sought
    ? { judgement: 'fine', why: null }
    : { judgement: 'could not tell', why: { kind: 'too noisy' } }
}

const isWorse = ({ interval, middle }: Change, sought: number): boolean =>
  interval !== null && interval.low > 0 && middle > sought / 2

/** Pages of both sides that had an error. One in a thousand is what a service level of three nines allows. */
const LEAST_ERRORS_SHARE = 0.001
/** Fewer than one gate in a thousand takes chance for a regression. */
const CHANCE = 0.001

export interface Counted {
  count: number
  of: number
}

/** Judges errors: with as many pages on both sides, each error is at head with probability ½ where both sides are alike. */
export function judgeErrors(
  base: Counted,
  head: Counted,
  { hasFloors }: GateLimits,
): { judgement: Judgement; why: GateWhy | null } {
  const expected = head.of / (base.of + head.of)
  const further = head.count / head.of - base.count / base.of
  if (further <= (hasFloors ? LEAST_ERRORS_SHARE : 0)) return { judgement: 'fine', why: null }
  return atLeast(head.count, base.count + head.count, expected) < CHANCE
    ? { judgement: 'regression', why: null }
    : { judgement: 'could not tell', why: { kind: 'chance' } }
}

/** Probability of at least k successes in n trials, summed in logarithms because n may be thousands. */
function atLeast(k: number, n: number, probability: number): number {
  let log = n * Math.log(1 - probability)
  let sum = k <= 0 ? Math.exp(log) : 0
  for (let i = 1; i <= n; i++) {
    log += Math.log((n - i + 1) / i) + Math.log(probability / (1 - probability))
    if (i >= k) sum += Math.exp(log)
  }
  return sum
}
