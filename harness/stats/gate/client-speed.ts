/** How fast the machine was in a window, read from the CPU that the load client took for a page: the same program on both sides. Pure. */
import { mean } from '../../numbers/mean.ts'
import { measured } from '../../results/measured.ts'
import type { Measurement } from '../measurements.ts'
import { pageCpu } from '../page-cpu.ts'
import { NO_FIT, type Fit } from '../trimmed-interval.ts'

/** CPU of the load client for 1000 pages, in CPU-seconds; null where the window has no account. */
export const clientCpu = ({ trial }: Pick<Measurement, 'trial'>): number | null =>
  measured(pageCpu(trial))?.client ?? null

/**
 * The changes of a figure, each as it would be had the client taken as long on both sides: less the part that goes with the client's
 * own change, by the slope of the least squares. This is a control variate, in experiments on users known as CUPED (Deng, Xu, Kohavi
 * and Walker, "Improving the Sensitivity of Online Controlled Experiments by Utilizing Pre-Experiment Data", WSDM 2013).
 *
 * @param ofClient the change of the client's CPU in the same windows
 * @returns the changes, and by how much the error of the slope widens the interval of their middle
 */
export function atSameSpeed(
  changes: readonly number[],
  ofClient: readonly number[],
): { changes: number[]; fit: Fit } {
  const [own, client] = [mean(changes), mean(ofClient)]
  let [together, squares] = [0, 0]
  for (const [index, change] of changes.entries()) {
    together += (change - own) * (ofClient[index]! - client)
    squares += (ofClient[index]! - client) ** 2
  }
  if (squares === 0) return { changes: [...changes], fit: NO_FIT }
  const slope = together / squares
  return {
    changes: changes.map((change, index) => change - slope * ofClient[index]!),
    // The error of the intercept of a line: the farther the client's mean change is from 0, the more the slope matters.
    fit: { numbers: 1, widening: Math.sqrt(1 + (changes.length * client ** 2) / squares) },
  }
}
