/** Whether a ratio of a calibration is known to ±0.1, and if not, why. */
import {
  WANTED_REACH,
  type Calibration,
  type CalibrationRow,
  type CalibrationShortfall,
} from '../../results/calibration.ts'
import { isNotMeasured } from '../../results/measured.ts'
import { MOST_ROUNDS } from '../../numbers/rounds.ts'
import { percent } from './format.ts'
import { plural } from './text.ts'

/** "yes", "no: the difference on kind is known to ±11 % (8 bring-ups); 15 bring-ups of each run would do", or "–" without a ratio. */
export function reachText(
  { ratio, metric }: CalibrationRow,
  calibration: Pick<Calibration, 'model' | 'real'>,
): string {
  if (isNotMeasured(ratio)) return '–'
  const { value, interval, shortfall } = ratio
  if (shortfall) return `no: ${shortfallText(shortfall, metric.startsWith('added'), calibration)}`
  // Calibrations of older versions tell no reason.
  return interval !== null && Math.max(interval.high - value, value - interval.low) <= WANTED_REACH
    ? 'yes'
    : 'no'
}

function shortfallText(
  shortfall: CalibrationShortfall,
  isDifference: boolean,
  calibration: Pick<Calibration, 'model' | 'real'>,
): string {
  switch (shortfall.kind) {
    case 'no interval':
      return 'one of the figures has no interval'
    case 'rounds':
      return 'a capacity is known only to the range of its rounds'
    case 'spread': {
      const { side, halfWidth, bringUps, wanted } = shortfall
      const what = isDifference ? 'difference' : 'figure'
      const would =
        wanted === null
          ? `more than ${MOST_ROUNDS} bring-ups of each run would be needed`
          : `${plural(wanted, 'bring-up')} of each run would do`
      return `the ${what} on ${calibration[side].provider} is known to ±${percent(halfWidth)} (${plural(bringUps, 'bring-up')}); ${would}`
    }
  }
}
