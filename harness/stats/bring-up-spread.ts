/**
 * Decides whether values differ mainly between bring-ups or between rounds. All rounds of a bring-up share its processes with
 * their compiled code and memory layout. Where the luck of these processes is the larger part of the spread, three rounds of
 * one bring-up are not three observations.
 */
import { median } from '../numbers/quantile.ts'

/** Values by bring-up, in order of first appearance. */
function byBringUp(values: readonly number[], bringUps: readonly number[]): number[][] {
  return [...Map.groupBy(values.keys(), (index) => bringUps[index]!).values()].map((indices) =>
    indices.map((index) => values[index]!),
  )
}

/** The median of each bring-up's values. */
export function bringUpMedians(values: readonly number[], bringUps: readonly number[]): number[] {
  return byBringUp(values, bringUps).map((group) => median(group))
}

/**
 * True where the variance between bring-ups exceeds the variance within them. These are the components of a one-way analysis
 * of variance (Searle, "Linear Models", ch. 9); the rule means an intraclass correlation over one half. With four bring-ups
 * of three rounds and no luck at all, chance makes it true in about 5 % of cases (F(3,8) > 4), so that no further test of
 * significance is needed. False where no bring-up has two rounds, because there is then no variance within bring-ups.
 */
export function bringUpsDominate(values: readonly number[], bringUps: readonly number[]): boolean {
  const groups = byBringUp(values, bringUps)
  const withinFreedom = values.length - groups.length
  if (groups.length < 2 || withinFreedom < 1) return false
  const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length
  const grandMean = mean(values)
  let between = 0
  let within = 0
  let squaredSizes = 0
  for (const group of groups) {
    const groupMean = mean(group)
    between += group.length * (groupMean - grandMean) ** 2
    within += group.reduce((sum, value) => sum + (value - groupMean) ** 2, 0)
    squaredSizes += group.length ** 2
  }
  const roundsPerBringUp = (values.length - squaredSizes / values.length) / (groups.length - 1)
  const withinVariance = within / withinFreedom
  const betweenVariance = (between / (groups.length - 1) - withinVariance) / roundsPerBringUp
  return betweenVariance > withinVariance
}
