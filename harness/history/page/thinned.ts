/** Fewer points for a drawing: neighbouring runs become one point, so that a page of a thousand runs stays small, however often lines break. */
import { median } from '../../numbers/quantile.ts'
import type { SeriesPoint } from '../series.ts'

export interface DrawnPoint {
  time: number
  middle: number
  low: number | null
  high: number | null
}

export interface Drawn {
  /** By time; the points of one line are joined. */
  lines: DrawnPoint[][]
  /** How many runs a point stands for at most. */
  runsOfPoint: number
  /** Runs whose figures are not drawn, because there are too many lines. */
  runsLeftOut: number
}

/** A point about each 2 px of a small drawing. */
const MOST_POINTS = 135

/** Points of different lines cannot become one. More points than one for each px of a small drawing would cover each other. */
const MOST_POINTS_OF_BROKEN_LINES = 260

/**
 * The lines of a series in few points: each point has the medians of neighbouring runs of one line. A withheld figure ends a line too.
 * Where so many lines do not fit, the longest stay, and of lines of the same length the newest.
 */
export function drawn(points: readonly SeriesPoint[]): Drawn {
  const all = linesOf(points)
  const runsOfPoint = Math.max(1, Math.ceil(all.flat().length / MOST_POINTS))
  const thinned = all.map((line) => ({ line, points: chunksOf(line, runsOfPoint).map(joined) }))
  const kept = longestOf(thinned)
  const runsLeftOut = thinned.reduce((sum, one) => sum + (kept.has(one) ? 0 : one.line.length), 0)
  return {
    lines: thinned.filter((one) => kept.has(one)).map(({ points: own }) => own),
    runsOfPoint,
    runsLeftOut,
  }
}

type Known = SeriesPoint & { figure: NonNullable<SeriesPoint['figure']> }

interface Thinned {
  line: Known[]
  points: DrawnPoint[]
}

/** As many lines as may be drawn. @param lines by time */
function longestOf(lines: readonly Thinned[]): Set<Thinned> {
  const kept = new Set<Thinned>()
  let count = 0
  for (const one of lines.toReversed().toSorted((a, b) => b.line.length - a.line.length)) {
    count += one.points.length
    if (count > MOST_POINTS_OF_BROKEN_LINES) break
    kept.add(one)
  }
  return kept
}

function linesOf(points: readonly SeriesPoint[]): Known[][] {
  const lines: Known[][] = []
  let previous: SeriesPoint | undefined
  for (const point of points) {
    if (point.figure) {
      const isJoined = previous?.figure && previous.segment === point.segment
      if (isJoined) lines.at(-1)!.push({ ...point, figure: point.figure })
      else lines.push([{ ...point, figure: point.figure }])
    }
    previous = point
  }
  return lines
}

function joined(chunk: readonly Known[]): DrawnPoint {
  const intervals = chunk.flatMap(({ figure }) => figure.interval ?? [])
  return {
    time: median(chunk.map(({ time }) => time)),
    middle: median(chunk.map(({ figure }) => figure.middle)),
    low: intervals.length === 0 ? null : median(intervals.map(({ low }) => low)),
    high: intervals.length === 0 ? null : median(intervals.map(({ high }) => high)),
  }
}

const chunksOf = <Of>(items: readonly Of[], size: number): Of[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
