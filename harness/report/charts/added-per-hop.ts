/** Added time per hop: interval, median and each round of every arm, the same arm twice, and what counts as equal. */
import type { Estimate } from '../../stats/analysis.ts'
import { microseconds, signedMicroseconds } from '../model/format.ts'
import type { LoadView } from '../model/load-view.ts'
import { symlogTicks } from './scale.ts'
import { AXIS_ROOM, rowsBy, type ChartSpec } from './vega.ts'

const WIDTH = 520
const ROW = 46

interface Row {
  label: string
  colour: string
  shape: string
  estimate: Estimate
  words: string
}

/** Null where nothing was compared. */
export function addedPerHopChart(view: LoadView): ChartSpec | null {
  const rows = rowsOf(view)
  if (rows.every(({ words }) => words === NOISE)) return null
  const isMixed = view.treatments.some((arm) => view.against(arm) !== view.baseline)
  const margin =
    Math.max(...view.treatments.map((arm) => view.comparison(arm, 'p50')?.margin ?? 0)) / view.hops
  const ends = rows.flatMap(({ estimate }) => [
    ...estimate.values,
    estimate.interval?.low ?? 0,
    estimate.interval?.high ?? 0,
  ])
  // Linear within twice the margin, so that what is equal keeps its proportions; room for the band beside it.
  const constant = Math.max(2 * margin, 1)
  const low = Math.min(-2 * margin, ...ends) * 1.1
  const high = Math.max(2 * margin, ...ends) * 1.1
  const x = (field: string) => ({
    field,
    type: 'quantitative' as const,
    scale: { type: 'symlog' as const, constant, domain: [low, high], nice: false },
    title: isMixed ? 'µs a hop, each against its own direct' : 'µs a hop, against direct',
    axis: {
      values: symlogTicks(low, high, constant),
      labelExpr: "datum.value > 0 ? '+' + format(datum.value, ',') : format(datum.value, ',')",
      orient: 'bottom' as const,
    },
  })
  const { y, left } = rowsBy(rows.map(({ label }) => label))
  const colour = { field: 'colour', type: 'nominal' as const, scale: null }
  const data = { values: rows.map(summaryRow) }
  return {
    width: WIDTH,
    height: { step: ROW },
    padding: { left, right: 190, top: 24, bottom: AXIS_ROOM },
    layer: [
      {
        data: { values: [{ low: -margin, high: margin }] },
        layer: [
          { mark: { type: 'rect', fill: 'var(--band)' }, encoding: { x: x('low'), x2: { field: 'high' } } },
          {
            mark: {
              type: 'text',
              text: 'equivalent',
              baseline: 'bottom',
              dy: -4,
              fill: 'var(--ink-soft)',
              fontSize: 11,
            },
            encoding: { x: { ...x('middle') }, y: { value: 0 } },
            transform: [{ calculate: '0', as: 'middle' }],
          },
        ],
      },
      {
        data,
        mark: { type: 'rule', strokeWidth: 3, strokeCap: 'round', yOffset: -6 },
        encoding: { x: x('low'), x2: { field: 'high' }, y, color: colour },
      },
      {
        data,
        mark: { type: 'point', filled: true, size: 110, opacity: 1, yOffset: -6 },
        encoding: {
          x: x('median'),
          y,
          color: colour,
          shape: { field: 'shape', type: 'nominal', scale: null },
        },
      },
      {
        data: {
          values: rows.flatMap(({ label, colour, estimate }) =>
            estimate.values.map((us) => ({ label, colour, us })),
          ),
        },
        mark: { type: 'point', filled: true, shape: 'circle', size: 14, opacity: 0.75, yOffset: 8 },
        encoding: { x: x('us'), y, color: colour },
      },
      {
        data,
        mark: { type: 'text', align: 'left', baseline: 'middle', fontSize: 12, fontWeight: 600, dy: -7 },
        encoding: { x: { value: WIDTH + 14 }, y, text: { field: 'figure' } },
      },
      {
        data,
        mark: {
          type: 'text',
          align: 'left',
          baseline: 'middle',
          fontSize: 11,
          fill: 'var(--ink-soft)',
          dy: 8,
        },
        encoding: { x: { value: WIDTH + 14 }, y, text: { field: 'words' } },
      },
    ],
  }
}

const TWIN = 'same arm twice'
/** What is said of a twin instead of a verdict. */
const NOISE = 'noise'

function rowsOf(view: LoadView): Row[] {
  const noise = view.twins.flatMap(({ arm, aaUs }): Row[] =>
    aaUs
      ? [
          {
            ...arm,
            label: arm.placeOf === null ? TWIN : arm.label,
            estimate: perHop(aaUs, view.hops),
            words: NOISE,
          },
        ]
      : [],
  )
  const treatments = view.treatments.flatMap((arm) => {
    const comparison = view.comparison(arm, 'p50')
    return comparison?.perHop && comparison.verdict !== 'withheld'
      ? [{ ...arm, estimate: comparison.perHop, words: comparison.verdict }]
      : []
  })
  return [...noise, ...treatments]
}

const perHop = ({ median, interval, values }: Estimate, hops: number): Estimate => ({
  median: median / hops,
  interval: interval && { ...interval, low: interval.low / hops, high: interval.high / hops },
  values: values.map((value) => value / hops),
})

function summaryRow({ label, colour, shape, estimate, words }: Row) {
  const { median, interval } = estimate
  return {
    label,
    colour,
    shape,
    median,
    low: interval?.low ?? median,
    high: interval?.high ?? median,
    figure: `${signedMicroseconds(median)} µs`,
    words: interval ? `[${microseconds(interval.low)}, ${microseconds(interval.high)}] ${words}` : words,
  }
}
