/** What the datapaths cost, in sentences of the headline. Each is said only as strongly as its verdict allows. */
import type { Comparison, Estimate } from '../../../stats/analysis.ts'
import type { ArmView } from '../arm-view.ts'
import { microseconds, signedMicroseconds } from '../format.ts'
import type { LoadView } from '../load-view.ts'
import { capitalized, connectionText } from '../text.ts'
import { hopSentence } from './hop-clock.ts'
import { leading } from './leading.ts'

/** One sentence for each leading arm. What only the hop clock resolves is said with what the client sees. */
export function costSentences(view: LoadView, present: readonly ArmView[]): string[] {
  const at = `At ${view.rate},${clockText(view)}`
  const all = present.map((arm) => view.comparison(arm, 'p50')!)
  const arms = leading(view, present)
  const byHopClock = arms.flatMap((arm) => hopSentence(arm, view) ?? [])
  if (all.length > 1 && all.every(({ verdict }) => verdict === 'not resolved'))
    return [
      `${at} nothing was resolved: ${view.hasHopClock ? 'it' : 'this run'} cannot tell the datapaths apart.`,
      ...byHopClock,
    ]
  const clauses = arms.flatMap((arm) => {
    const comparison = view.comparison(arm, 'p50')!
    const isSaidByHopClock =
      (comparison.verdict === 'not resolved' || comparison.verdict === 'equivalent') &&
      hopSentence(arm, view) !== null
    return isSaidByHopClock ? [] : [costClause(arm, comparison, view)]
  })
  const costs = clauses.map((clause, index) => `${index === 0 ? `${at} ${clause}` : capitalized(clause)}.`)
  return [...costs, ...byHopClock]
}

/** Whose clock the costs are by, where there are two. */
const clockText = ({ hasHopClock }: LoadView): string => (hasHopClock ? ' by the user clock,' : '')

function costClause(arm: ArmView, comparison: Comparison, view: LoadView): string {
  const { hops } = view
  const against = view.against(arm).noun
  const perHop = comparison.perHop ?? comparison.difference
  const range = perHop.interval
  switch (comparison.verdict) {
    case 'higher':
      return `each hop through ${arm.noun} costs ${amountOf(perHop)} µs more than on ${against}`
    case 'lower':
      return `each hop through ${arm.noun} takes ${microseconds(-perHop.middle)} µs less than on ${against}`
    case 'equivalent':
      return `${arm.noun} is equivalent to ${against}, within ${microseconds(comparison.margin / hops)} µs a hop`
    case 'not resolved':
      return range
        ? `what ${arm.noun} costs against ${against} is not resolved: ${signedMicroseconds(range.low)} to ${signedMicroseconds(range.high)} µs`
        : `what ${arm.noun} costs against ${against} is not resolved`
    case 'withheld':
      return `the figures of ${arm.noun} are withheld`
  }
}

/** A sentence on what the same arms cost under a further load. */
export function otherLoad(view: LoadView, first: LoadView): string {
  const clauses = leading(view, view.treatments).flatMap((arm) => {
    const comparison = view.comparison(arm, 'p50')
    return comparison ? [costClause(arm, comparison, view)] : []
  })
  return clauses.length === 0
    ? ''
    : `${
        view.load.connection === first.load.connection
          ? `At ${view.rate} (load ${view.load.name})`
          : `With ${connectionText(view.load.connection)} (load ${view.load.name}, ${view.rate})`
      },${clockText(view)} ${clauses.join('; ')}.`
}

/** Half-width of an interval as a share of its middle. Above this the headline gives the interval, because the middle would look too precise. */
const LOOSE = 0.1

/** "605", or "412 to 954" where the interval is wide. */
function amountOf({ middle, interval: range }: Estimate): string {
  return range && (range.high - range.low) / 2 > LOOSE * middle
    ? `${microseconds(range.low)} to ${microseconds(range.high)}`
    : microseconds(middle)
}

/** A sentence on what a noisy machine cannot tell; empty on a quiet one. */
export function noisyPreface({ noise, hops, hasHopClock }: LoadView): string {
  if (!noise || noise.verdict !== 'noisy') return ''
  if (noise.resolvesUs === null) return 'This machine was too noisy to resolve small costs.'
  const clock = hasHopClock ? ' by the user clock' : ''
  return `This machine was noisy: costs under ${microseconds(noise.resolvesUs / hops)} µs a hop cannot be told from chance${clock}.`
}
