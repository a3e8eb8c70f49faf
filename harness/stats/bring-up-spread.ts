/**
 * Whether it is the incarnation or the round that makes values differ. Rounds of one bring-up share its processes, their
 * compiled code and memory layout; where that luck is the larger part, three rounds of a bring-up are not three observations.
 */
import { median } from '../numbers/quantile.ts'

/** Values by bring-up, in order of first appearance. */
function byBringUp(values: readonly number[], bringUps: readonly number[]): number[][] {
  return [...Map.groupBy(values.keys(), (index) => bringUps[index]!).values()].map((indices) =>
    indices.map((index) => values[index]!),
  )
}

/** One median for each bring-up. */
export function bringUpMedians(values: readonly number[], bringUps: readonly number[]): number[] {
  return byBringUp(values, bringUps).map((group) => median(group))
}

/**
 * True where the variance between bring-ups exceeds the variance within them: the components of a one-way analysis of
 * variance (Searle, "Linear Models", ch. 9), an intraclass correlation over one half. With four bring-ups of three
 * rounds and no luck at all this happens by chance in about 5 % of cases (F(3,8) > 4), so the rule is its own test.
 * False where no bring-up has two rounds, for then there is nothing to hold the spread against.
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
