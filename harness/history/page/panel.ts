/** A small drawing of one figure over time: the line, its intervals as a band, breaks of method, and changes of level. */
import type { ChartSpec } from '../../report/charts/vega.ts'
import type { Series } from '../series.ts'
import { drawn } from './thinned.ts'

const WIDTH = 258
const HEIGHT = 110
/** Room for "×1,000" left of the plot, for dates below it, and for half of a date right of it, px. */
const PADDING = { left: 56, right: 38, top: 8, bottom: 24 }
/** With more points than these, dots would cover the lines. A line of one point is always a dot: nothing else would show. */
const MOST_DOTS = 60
const DOT_WIDTH = 4
/** Marks of older breaks and changes would only make a drawing grey; the caption counts all. */
const MOST_RULES = 40
const DAY_MS = 86_400_000

export interface Span {
  from: number
  to: number
}

/** @param span of all drawings that stand beside each other */
export function panelChart(series: Series, colour: string, span: Span): ChartSpec {
  const { lines } = drawn(series.points)
  const points = lines.flat()
  const domain = domainOf(points.flatMap(({ middle, low, high }) => [middle, low ?? middle, high ?? middle]))
  const dots = points.length > MOST_DOTS ? lines.filter(({ length }) => length === 1).flat() : points
  const x = {
    field: 'time',
    type: 'quantitative' as const,
    title: null,
    scale: { domain: [span.from, span.to], nice: false, zero: false },
    axis: { values: ticksOf(span), labelExpr: dateFormat(span), grid: false },
  }
  const y = (field: string) => ({
    field,
    type: 'quantitative' as const,
    title: null,
    scale: { domain, nice: false, zero: false },
    axis: { tickCount: 4, labelExpr: labelOf(series) },
  })
  const path = (rows: readonly Row[][], look: Look) => ({
    data: { values: withGaps(rows) },
    mark: { type: 'line' as const, strokeWidth: 1.5, ...look },
    encoding: { x, y: y('middle') },
  })
  const upright = (times: readonly number[]): Row[][] =>
    times.slice(-MOST_RULES).map((time) => domain.map((middle) => ({ time, middle })))
  return {
    width: WIDTH,
    height: HEIGHT,
    padding: PADDING,
    layer: [
      {
        data: { values: withGaps(lines) },
        // The stroke shows the interval of a line of one point, whose band has no width.
        mark: { type: 'area', fill: colour, fillOpacity: 0.2, stroke: colour, strokeOpacity: 0.2 },
        encoding: { x, y: y('low'), y2: { field: 'high' } },
      },
      path(lines, { stroke: colour }),
      path(
        dots.map((dot) => [dot]),
        { stroke: colour, strokeWidth: DOT_WIDTH, strokeCap: 'round' },
      ),
      path(upright(series.breaks.map(({ time }) => time)), { stroke: 'var(--ink-soft)', strokeDash: [2, 3] }),
      path(upright(series.changes.map(({ time }) => time)), { stroke: 'var(--warn)' }),
    ],
  }
}

interface Look {
  stroke: string
  strokeWidth?: number
  strokeDash?: number[]
  strokeCap?: 'round'
}

interface Row {
  time: number
  middle: number
}

/** A row without a figure ends a line, so that all lines are one path. A path for each would be most of a page of many breaks. */
const withGaps = <Of extends Row>(lines: readonly Of[][]): (Of | { time: number })[] =>
  lines.flatMap((line) => [...line, ...line.slice(-1).map(({ time }) => ({ time }))])

/** A little more than the values, so that no line lies on the edge; one value has room too. */
function domainOf(values: readonly number[]): [number, number] {
  const [low, high] = values.reduce<[number, number]>(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Infinity, -Infinity],
  )
  const room = high > low ? (high - low) * 0.05 : Math.abs(high) * 0.05 || 1
  return [low - room, high + room]
}

const labelOf = ({ kind }: Series): string =>
  kind === 'multiple' ? "'×' + format(datum.value, '.4~g')" : "format(datum.value, ',.4~r')"

/** From the first run to the last, at least a day. */
export function spanOf(times: readonly number[]): Span {
  const [from, to] = [times[0] ?? 0, times.at(-1) ?? 0]
  return to - from >= DAY_MS ? { from, to } : { from: from - DAY_MS / 2, to: to + DAY_MS / 2 }
}

/** The beginning, the middle and the end. */
const ticksOf = ({ from, to }: Span): number[] => [from, (from + to) / 2, to]

const YEAR_DAYS = 366

const dateFormat = ({ from, to }: Span): string =>
  `utcFormat(datum.value, '${to - from > YEAR_DAYS * DAY_MS ? '%b %Y' : '%-d %b %y'}')`
