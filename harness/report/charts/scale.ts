/** Ticks of logarithmic axes; the same data always gives the same ticks. */

/** On more decades than this, three labels a decade would overlap on the narrowest chart. */
const DECADES_IN_DETAIL = 2.5

/** Powers of ten times 1, 2 and 5 between the ends; times 1 and 3 where that would be too many. */
export function logTicks(low: number, high: number): number[] {
  const steps = Math.log10(high / low) > DECADES_IN_DETAIL ? [1, 3] : [1, 2, 5]
  const ticks: number[] = []
  for (let power = 10 ** Math.floor(Math.log10(low)); power <= high; power *= 10)
    for (const step of steps)
      if (step * power >= low * 0.999 && step * power <= high * 1.001) ticks.push(step * power)
  return ticks
}

/**
 * Ticks of a scale that is linear near 0 and logarithmic beyond: 0, and on both sides powers of ten times 1 and 3. The first
 * tick beside 0 is near the point where the scale turns logarithmic.
 */
export function symlogTicks(low: number, high: number, constant: number): number[] {
  const first = 10 ** Math.ceil(Math.log10(constant / 4))
  const ticks = [0]
  for (let power = first; power <= Math.max(high, -low); power *= 10) {
    for (const tick of [power, 3 * power]) {
      if (tick <= high) ticks.push(tick)
      if (-tick >= low) ticks.unshift(-tick)
    }
  }
  return ticks.length < 3 ? [-first, 0, first].filter((tick) => tick >= low && tick <= high) : ticks
}

/** Ticks of a linear scale from 0: multiples of 1, 2 or 5 times a power of ten, at most `most` of them beside 0. */
export function linearTicks(high: number, most: number): number[] {
  const least = high / Math.max(1, most)
  const power = 10 ** Math.floor(Math.log10(least))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= least)!
  return Array.from({ length: Math.floor(high / step + 1e-9) + 1 }, (_, index) => index * step)
}
