/** How differences change within a bring-up, while programs are still being compiled. */
import type { Analysis, Settling } from '../../../stats/analysis.ts'
import { fineMicroseconds, interval, microseconds, percent, signed } from '../format.ts'
import type { LoadView } from '../load-view.ts'
import { listed } from '../text.ts'
import { type Belief, fact } from './fact.ts'

/** One fact for each clock; trouble where some difference changes by more than chance. */
export function settlingFacts({ load, hasHopClock }: LoadView, { settling }: Analysis): Belief['facts'] {
  const pairs = settling.find((one) => one.load === load.name)?.pairs ?? []
  return [...Map.groupBy(pairs, ({ clock }) => clock)].map(([clock, own]) => {
    const write = clock === 'hop' ? fineMicroseconds : microseconds
    const words = own.map(
      ({ arm, baseline, perHop: { middle, interval: range } }) =>
        `${signed(middle, write(middle))} ${interval(range, write)} (${arm} − ${baseline})`,
    )
    const moving = own.filter(isMoreThanChance)
    const confidence = own.find(({ perHop }) => perHop.interval)?.perHop.interval?.confidence
    return fact(
      `from the first to the last window of a bring-up, ${hasHopClock && clock ? `by the ${clock} clock, ` : ''}differences change by these µs a hop: ${listed(words)}${confidence === undefined ? '' : ` at ${percent(confidence)}`}${
        moving.length === 0
          ? ''
          : `; ${listed(moving.map(({ arm, baseline }) => `${arm} − ${baseline}`))} had not settled, and the mean of all windows is shown`
      }`,
      moving.length > 0,
    )
  })
}

/** Whether the difference changes from the first window of a bring-up to the last. */
export const isMoreThanChance = ({ perHop: { interval: range } }: Settling): boolean =>
  range !== null && (range.low > 0 || range.high < 0)
