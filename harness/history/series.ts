/** One figure over time: the points of an arm under one load in one metric, where the line breaks, and where its level changes. */
import { comparable, type Comparability, type Difference } from '../results/comparable.ts'
import type { RunFacts } from '../results/run-facts.ts'
import { changePoints } from '../stats/change-points/e-divisive.ts'
import type { Figure, HistoryMetric, HistoryRun } from './read-history.ts'

export interface SeriesPoint {
  run: HistoryRun
  /** Milliseconds since 1970, by the machine's clock. */
  time: number
  /** Null where the run withholds the figure. */
  figure: Figure | null
  reason: string | null
  /** Figures of different segments are not compared: the line breaks between them. Counted from 0. */
  segment: number
}

export interface Break {
  /** The first run after the break. */
  run: HistoryRun
  time: number
  differences: Difference[]
}

export interface Change {
  /** The first run of the new level, and the run before it. */
  run: HistoryRun
  previous: HistoryRun
  time: number
  before: number
  after: number
  p: number
  /** What else is different between the two runs. */
  remarks: Difference[]
}

export interface Series {
  arm: string
  load: string
  metric: HistoryMetric
  /** `multiple`: of the arm that it is compared with. `level`: the baseline's own figure, in µs or CPU-seconds. */
  kind: 'multiple' | 'level'
  points: SeriesPoint[]
  breaks: Break[]
  changes: Change[]
}

/** Whether two runs may be compared; asked for the same pair by many series, so the answer is kept. */
export type Compare = (a: HistoryRun, b: HistoryRun) => Comparability

export function keptComparisons(): Compare {
  const known = new Map<RunFacts, Map<RunFacts, Comparability>>()
  return ({ facts: a }, { facts: b }) => {
    const ofA = known.get(a) ?? new Map<RunFacts, Comparability>()
    known.set(a, ofA)
    const answer = ofA.get(b) ?? comparable(a, b)
    ofA.set(b, answer)
    return answer
  }
}

export interface RawPoint {
  run: HistoryRun
  figure: Figure | null
  reason: string | null
}

/** @param raw by time */
export function seriesOf(
  about: Pick<Series, 'arm' | 'load' | 'metric' | 'kind'>,
  raw: readonly RawPoint[],
  compare: Compare,
): Series {
  const breaks: Break[] = []
  const points = raw.map(({ run, figure, reason }, index): SeriesPoint => {
    const time = Date.parse(run.facts.startedAt)
    const previous = raw[index - 1]?.run
    const differences = previous ? obstaclesBetween(compare(previous, run), about, run.facts) : []
    if (differences.length > 0) breaks.push({ run, time, differences })
    return { run, time, figure, reason, segment: breaks.length }
  })
  return { ...about, points, breaks, changes: changesOf(about, points, compare) }
}

/** Why the figures of two runs may not be compared in this series. */
function obstaclesBetween(
  { obstacles, loads, arms, cpu }: Comparability,
  { arm, load, metric }: Pick<Series, 'arm' | 'load' | 'metric'>,
  { arms: armsOfRun }: RunFacts,
): Difference[] {
  const against = armsOfRun.find(({ name }) => name === arm)?.against
  return [
    ...obstacles,
    ...(loads.get(load) ?? []),
    ...(arms.get(arm) ?? []),
    ...(against === undefined || against === arm ? [] : (arms.get(against) ?? [])),
    ...(metric === 'cpu' ? cpu : []),
  ]
}

function changesOf(
  { arm, load, metric, kind }: Pick<Series, 'arm' | 'load' | 'metric' | 'kind'>,
  points: readonly SeriesPoint[],
  compare: Compare,
): Change[] {
  return [...Map.groupBy(points, ({ segment }) => segment)].flatMap(([segment, own]) => {
    const known = own.flatMap(({ run, time, figure }) =>
      figure ? [{ run, time, value: figure.middle }] : [],
    )
    // The same folder gives the same page: the seed is the series' own name.
    const seed = [arm, load, metric, kind, segment].join('/')
    return changePoints(
      known.map(({ value }) => value),
      seed,
    ).map(({ at, before, after, p }) => {
      const { run, time } = known[at]!
      const previous = known[at - 1]!.run
      return { run, previous, time, before, after, p, remarks: compare(previous, run).remarks }
    })
  })
}
