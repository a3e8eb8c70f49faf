/** Fewer points for a drawing: neighbouring runs become one point, so that a page of a thousand runs stays small. */
import { median } from '../../numbers/quantile.ts'
import type { SeriesPoint } from '../series.ts'

export interface DrawnPoint {
  time: number
  middle: number
  low: number | null
  high: number | null
  /** Points with the same number are joined by a line. */
  line: number
}

/** A point about each 2 px of a small drawing. */
export const MOST_POINTS = 135

/** At most about so many points: each the medians of `runs` neighbouring runs of one line. A withheld figure breaks the line too. */
export function drawnPoints(points: readonly SeriesPoint[]): { points: DrawnPoint[]; runs: number } {
  const lines = linesOf(points)
  const runs = Math.max(1, Math.ceil(lines.flat().length / MOST_POINTS))
  return {
    runs,
    points: lines.flatMap((own, line) => chunksOf(own, runs).map((chunk) => joined(chunk, line))),
  }
}

type Known = SeriesPoint & { figure: NonNullable<SeriesPoint['figure']> }

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

function joined(chunk: readonly Known[], line: number): DrawnPoint {
  const intervals = chunk.flatMap(({ figure }) => figure.interval ?? [])
  return {
    time: median(chunk.map(({ time }) => time)),
    middle: median(chunk.map(({ figure }) => figure.middle)),
    low: intervals.length === 0 ? null : median(intervals.map(({ low }) => low)),
    high: intervals.length === 0 ? null : median(intervals.map(({ high }) => high)),
    line,
  }
}

const chunksOf = <Of>(items: readonly Of[], size: number): Of[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
