/** Whether a run that was cut measured the same before and after the cut. */
import { mean, variance } from '../numbers/mean.ts'
import { studentT } from '../numbers/student-t.ts'
import type { NotMeasured, ResumedRecord, RunRecord } from '../results/record.ts'
import type { BeforeAfter, CutComparison, Interval } from './analysis.ts'
import { bringUpValues, type BringUpValues } from './bring-up-values.ts'
import { SINGLE_CONFIDENCE } from './estimate.ts'
import type { Measurements } from './measurements.ts'

/** Fewest bring-ups on a side: one alone has no spread of its own, and would be compared with a spread that others have. */
const FEWEST_OF_A_SIDE = 2

/**
 * Compares the bring-ups before and after one cut: of several, the one with the most bring-ups on its smaller side, and of equals the
 * later. Bring-ups with rounds from both sides are on neither. Not measured where a side has fewer than two bring-ups.
 */
export function beforeAfter(
  { resumed = [], arms }: Pick<RunRecord, 'resumed' | 'arms'>,
  measurements: Measurements,
): CutComparison | NotMeasured {
  const sides = resumed.map((cut) => sidesOf(cut, measurements))
  const smaller = ({ before, after }: Sides): number => Math.min(before.size, after.size)
  const best = sides.toSorted((a, b) => smaller(b) - smaller(a) || b.session - a.session)[0]
  if (!best || smaller(best) < FEWEST_OF_A_SIDE)
    return { notMeasured: `it takes ${FEWEST_OF_A_SIDE} bring-ups on each side of a cut` }
  const valuesOf = (arm: string): BringUpValues | null => bringUpValues('p50', measurements.get(arm) ?? [])
  const baseline = arms.find(({ role }) => role === 'baseline')!.name
  const level = valuesOf(baseline)
  if (!level) return { notMeasured: 'the baseline has no figures' }
  const series = arms.flatMap(
    ({ name, role }): { arm: string; of: BeforeAfter['of']; values: BringUpValues }[] => {
      if (role === 'planted') return []
      if (name === baseline) return [{ arm: name, of: 'level', values: level }]
      const own = valuesOf(name)
      const shared = [...(own ?? [])].filter(([bringUp]) => level.has(bringUp))
      const values = new Map(shared.map(([bringUp, value]) => [bringUp, value - level.get(bringUp)!]))
      return [{ arm: name, of: 'cost', values }]
    },
  )
  const confidence = 1 - (1 - SINGLE_CONFIDENCE) / series.length
  return {
    session: best.session,
    bringUpsBefore: best.before.size,
    bringUpsAfter: best.after.size,
    arms: series.flatMap(({ arm, of, values }) => {
      const sideOf = (side: ReadonlySet<number>): number[] =>
        [...values].filter(([bringUp]) => side.has(bringUp)).map(([, value]) => value)
      const [before, after] = [sideOf(best.before), sideOf(best.after)]
      if (Math.min(before.length, after.length) < FEWEST_OF_A_SIDE) return []
      const change = changeOf(before, after, confidence)
      const isWithinNoise = change.low <= 0 && change.high >= 0
      return [{ arm, of, before: mean(before), after: mean(after), change, isWithinNoise }]
    }),
  }
}

interface Sides {
  session: number
  before: Set<number>
  after: Set<number>
}

function sidesOf({ session }: ResumedRecord, measurements: Measurements): Sides {
  const trials = [...measurements.values()].flat().map(({ trial }) => trial)
  const sides: Sides = { session, before: new Set(), after: new Set() }
  for (const [bringUp, own] of Map.groupBy(trials, (trial) => trial.bringUp)) {
    const isAfter = own.map((trial) => (trial.session ?? 0) >= session)
    if (isAfter.every(Boolean)) sides.after.add(bringUp)
    else if (!isAfter.some(Boolean)) sides.before.add(bringUp)
  }
  return sides
}

/** Interval of the difference of two means with a common variance (Snedecor and Cochran, "Statistical Methods", §6.8). */
function changeOf(before: readonly number[], after: readonly number[], confidence: number): Interval {
  const freedom = before.length + after.length - 2
  const pooled = (variance(before) * (before.length - 1) + variance(after) * (after.length - 1)) / freedom
  const half = studentT(confidence, freedom) * Math.sqrt(pooled * (1 / before.length + 1 / after.length))
  const middle = mean(after) - mean(before)
  return { low: middle - half, high: middle + half, confidence }
}
