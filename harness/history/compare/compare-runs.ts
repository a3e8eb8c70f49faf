/** Two stored runs side by side: only what may be compared, and what may not, with the reason. Pure. */
import { comparable, differenceText, type Comparability, type Difference } from '../../results/comparable.ts'
import { baselineNameOf, type RunFacts } from '../../results/run-facts.ts'
import type { Estimate, Interval } from '../../stats/interval.ts'
import { definitionOf, type Metric } from '../../stats/metrics.ts'
import { welchInterval } from '../../stats/welch-interval.ts'
import type { Figures, StoredComparison } from '../summary.ts'

/** Each clock's own metric, what a new connection costs, and CPU. Tails of one run are too noisy to be held against another. */
export const COMPARED: readonly Metric[] = ['p50', 'connect', 'transport', 'cpu']

/** The rows of two runs together miss with at most 5 %. */
const FAMILY_CONFIDENCE = 0.95

export interface ComparedRow {
  load: string
  arm: string
  /** The arm that its cost is compared with within each run; null for the baseline's own figure. */
  against: string | null
  metric: Metric
  unit: string
  a: Estimate
  b: Estimate
  /** b − a. */
  change: { middle: number; interval: Interval | null }
  /** `not resolved`: the interval of the change holds 0, or there are too few bring-ups for one. */
  verdict: 'more' | 'less' | 'not resolved'
}

/** Something without a figure in the comparison. */
export interface LeftOut {
  /** "load busy", "CPU", "ebpf, load light, p50". */
  what: string
  reason: string
}

export interface RunsCompared {
  a: RunFacts
  b: RunFacts
  /** Whether A and B are one run, so that there is nothing to find. */
  isSameRun: boolean
  /** Two stored runs were never measured round by round beside each other. */
  interleaved: false
  /** Of each interval of a change; null without rows. */
  confidence: number | null
  /** Why nothing is compared; empty where something is. */
  obstacles: Difference[]
  /** What else differs. */
  remarks: Difference[]
  rows: ComparedRow[]
  leftOut: LeftOut[]
}

export function compareRuns(a: Figures, b: Figures): RunsCompared {
  const may = comparable(a.run, b.run)
  const isSameRun = a.run.id === b.run.id
  const about = { a: a.run, b: b.run, isSameRun, interleaved: false, remarks: may.remarks } as const
  if (may.obstacles.length > 0)
    return { ...about, confidence: null, obstacles: may.obstacles, rows: [], leftOut: [] }
  const pairs = [...levelsOf(a, b), ...costsOf(a, b)]
  const leftOut = [...generalReasons(may), ...pairs.flatMap((pair) => ('reason' in pair ? pair : []))]
  const found = pairs.flatMap((pair) => ('reason' in pair ? [] : pair)).filter((pair) => mayShow(pair, may))
  const confidence = found.length === 0 ? null : 1 - (1 - FAMILY_CONFIDENCE) / found.length
  const rows = found.map((pair) => ruled(pair, confidence!))
  return { ...about, confidence, obstacles: [], rows, leftOut }
}

type Pair = Omit<ComparedRow, 'change' | 'verdict'>

function ruled(pair: Pair, confidence: number): ComparedRow {
  const interval = welchInterval(pair.a.values, pair.b.values, confidence)
  const middle = pair.b.middle - pair.a.middle
  const verdict =
    interval === null
      ? 'not resolved'
      : interval.low > 0
        ? 'more'
        : interval.high < 0
          ? 'less'
          : 'not resolved'
  return { ...pair, change: { middle, interval }, verdict }
}

/** The baseline's own figures: whether the machine itself was slower. */
function levelsOf(a: Figures, b: Figures): Pair[] {
  const [baseline, other] = [baselineNameOf(a.run), baselineNameOf(b.run)]
  if (baseline === null || baseline !== other) return []
  return a.arms
    .filter(({ arm }) => arm === baseline)
    .flatMap(({ load, levels }) => {
      const others = b.arms.find((one) => one.arm === baseline && one.load === load)?.levels
      return COMPARED.flatMap((metric) => {
        const [one, two] = [levels[metric], others?.[metric]]
        const { unit } = definitionOf(metric)
        return one && two ? [{ load, arm: baseline, against: null, metric, unit, a: one, b: two }] : []
      })
    })
}

/** What each arm costs, in each run against the same other arm. */
function costsOf(a: Figures, b: Figures): (Pair | LeftOut)[] {
  const costs = costComparisons(a)
  const others = new Map(costComparisons(b).map((one) => [keyOf(one), one]))
  const found = costs.flatMap((one): (Pair | LeftOut)[] => {
    const other = others.get(keyOf(one))
    others.delete(keyOf(one))
    const what = `${one.arm}, load ${one.load}, ${definitionOf(one.metric).name}`
    if (!other) return isInBoth(one, a.run, b.run) ? [{ what, reason: `${b.run.id} has no such figure` }] : []
    const withheld = [one, other].find(({ verdict }) => verdict === 'withheld')
    if (withheld)
      return [
        {
          what,
          reason: `${(withheld === one ? a : b).run.id} withholds it: ${withheld.reason ?? 'no reason'}`,
        },
      ]
    return [pairOf(one, other)]
  })
  const onlyInB = [...others.values()]
    .filter((one) => isInBoth(one, a.run, b.run))
    .map((one) => ({
      what: `${one.arm}, load ${one.load}, ${definitionOf(one.metric).name}`,
      reason: `${a.run.id} has no such figure`,
    }))
  return [...found, ...onlyInB]
}

function pairOf(one: StoredComparison, other: StoredComparison): Pair {
  const { load, arm, baseline: against, metric } = one
  const isPerHop = one.perHop !== null && other.perHop !== null
  return {
    ...{ load, arm, against, metric },
    unit: isPerHop ? 'µs a hop' : definitionOf(metric).unit,
    a: isPerHop ? one.perHop! : one.difference,
    b: isPerHop ? other.perHop! : other.difference,
  }
}

const costComparisons = ({ run, comparisons }: Figures): StoredComparison[] => {
  const against = new Map(
    run.arms.flatMap((arm) => (arm.role === 'treatment' ? [[arm.name, arm.against]] : [])),
  )
  return comparisons.filter(
    ({ arm, baseline, metric }) => COMPARED.includes(metric) && against.get(arm) === baseline,
  )
}

const keyOf = ({ arm, baseline, load, metric }: StoredComparison): string =>
  JSON.stringify([arm, baseline, load, metric])

/** What only one run has is said once, and not for each of its figures. */
const isInBoth = ({ arm, load }: StoredComparison, a: RunFacts, b: RunFacts): boolean =>
  [a, b].every(
    ({ arms, loads }) => arms.some(({ name }) => name === arm) && loads.some(({ name }) => name === load),
  )

function mayShow({ load, arm, against, metric }: Pair, { loads, arms, cpu }: Comparability): boolean {
  const reasons = [
    loads.get(load),
    arms.get(arm),
    against === null ? [] : arms.get(against),
    metric === 'cpu' ? cpu : [],
  ]
  return reasons.every((differences) => differences === undefined || differences.length === 0)
}

/** Why whole loads, arms or CPU are left out. */
const generalReasons = ({ loads, arms, cpu, missing }: Comparability): LeftOut[] => [
  ...missing.map((one) => ({ what: one.what, reason: `A: ${one.a}, B: ${one.b}` })),
  ...[...loads].flatMap(([load, differences]) => reasonsOf(`load ${load}`, differences)),
  ...[...arms].flatMap(([arm, differences]) => reasonsOf(`arm ${arm}`, differences)),
  ...reasonsOf('CPU', cpu),
]

const reasonsOf = (what: string, differences: readonly Difference[]): LeftOut[] =>
  differences.length === 0 ? [] : [{ what, reason: differences.map(differenceText).join('; ') }]
