/** Mean and variance. */

/** NaN without values. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += values[index]!
  return sum / values.length
}

/** Sum of squared distances from the mean, divided by n − 1. NaN for fewer than two values. */
export function variance(values: ArrayLike<number>): number {
  const middle = mean(values)
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += (values[index]! - middle) ** 2
  return sum / (values.length - 1)
}
