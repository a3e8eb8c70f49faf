/** A small drawing of one figure over time: the line, its intervals as a band, breaks of method, and changes of level. */
import type { ChartSpec } from '../../report/charts/vega.ts'
import type { Series } from '../series.ts'
import { drawnPoints } from './thinned.ts'

const WIDTH = 258
const HEIGHT = 110
/** Room for "×1,000" left of the plot, for dates below it, and for half of a date right of it, px. */
const PADDING = { left: 56, right: 38, top: 8, bottom: 24 }
/** With more points than these, single dots would cover the line. */
const MOST_DOTS = 60
/** Marks of breaks and changes beyond this are no longer told apart in a drawing; the tables have all. */
const MOST_RULES = 40
const DAY_MS = 86_400_000

export interface Span {
  from: number
  to: number
}

/** @param span of all drawings that stand beside each other */
export function panelChart(series: Series, colour: string, span: Span): ChartSpec {
  const { points } = drawnPoints(series.points)
  const banded = points.flatMap(({ low, high, ...point }) =>
    low === null || high === null ? [] : [{ ...point, low, high }],
  )
  const ends = [...points.map(({ middle }) => middle), ...banded.flatMap(({ low, high }) => [low, high])]
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
    scale: { domain: domainOf(ends), nice: false, zero: false },
    axis: { tickCount: 4, labelExpr: labelOf(series) },
  })
  const detail = { field: 'line', type: 'nominal' as const }
  const rule = (times: readonly number[], stroke: string, dash: number[]) => ({
    data: { values: times.slice(-MOST_RULES).map((time) => ({ time })) },
    mark: { type: 'rule' as const, stroke, strokeWidth: 1.5, strokeDash: dash },
    encoding: { x },
  })
  return {
    width: WIDTH,
    height: HEIGHT,
    padding: PADDING,
    layer: [
      {
        data: { values: banded },
        mark: { type: 'area', fill: colour, fillOpacity: 0.2 },
        encoding: { x, y: y('low'), y2: { field: 'high' }, detail },
      },
      {
        data: { values: points },
        mark: { type: 'line', stroke: colour, strokeWidth: 1.5 },
        encoding: { x, y: y('middle'), detail },
      },
      {
        data: { values: points.length > MOST_DOTS ? [] : points },
        mark: { type: 'point', filled: true, fill: colour, size: 22, opacity: 1 },
        encoding: { x, y: y('middle') },
      },
      rule(
        series.breaks.map(({ time }) => time),
        'var(--ink-soft)',
        [2, 3],
      ),
      rule(
        series.changes.map(({ time }) => time),
        'var(--warn)',
        [1, 0],
      ),
    ],
  }
}

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
