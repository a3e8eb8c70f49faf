/** Chart of the added time per hop: interval, mean and bring-ups of every arm and of the same arm twice, over the band of the margin. */
import type { Estimate } from '../../stats/analysis.ts'
import { scaled } from '../../stats/estimate.ts'
import { microseconds, signedMicroseconds } from '../model/format.ts'
import type { LoadView } from '../model/load-view.ts'
import { intervalRule } from './layers/interval-rule.ts'
import type { Layer } from './layers/layer.ts'
import { middlePoint } from './layers/middle-point.ts'
import { rightLabels } from './layers/right-labels.ts'
import { bringUpDots } from './layers/bring-up-dots.ts'
import { symlogTicks } from './scale.ts'
import { AXIS_ROOM, rowsBy, type ChartSpec } from './vega.ts'

const WIDTH = 520
const ROW = 46
/** Room right of the plot for figure, interval and verdict, px. */
const LABEL_ROOM = 190
/** Offsets from the middle of a row, px: the interval is drawn above the middle, the bring-ups below. */
const ABOVE = -6
const BELOW = 8

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
  const margin =
    Math.max(...view.treatments.map((arm) => view.comparison(arm, 'p50')?.margin ?? 0)) / view.hops
  const x = axisOf(rows, margin, view)
  const { y, left } = rowsBy(rows.map(({ label }) => label))
  const summaries = rows.map(summaryRow)
  const beside = { x: { value: WIDTH + 14 }, y }
  const bringUps = rows.flatMap(({ label, colour, estimate }) =>
    estimate.values.map((us) => ({ label, colour, us })),
  )
  return {
    width: WIDTH,
    height: { step: ROW },
    padding: { left, right: LABEL_ROOM, top: 24, bottom: AXIS_ROOM },
    layer: [
      equivalenceBand(margin, x),
      intervalRule(summaries, { x: x('low'), x2: { field: 'high' }, y }, { width: 3, offset: ABOVE }),
      middlePoint(summaries, { x: x('middle'), y }, ABOVE),
      bringUpDots(bringUps, { x: x('us'), y }, BELOW),
      rightLabels(summaries, beside, 'figure', { dy: -7 }),
      rightLabels(summaries, beside, 'words', { isSoft: true, dy: 8 }),
    ],
  }
}

/** The axis is linear within twice the margin, so that small differences keep their proportions, and logarithmic beyond. */
function axisOf(rows: readonly Row[], margin: number, view: LoadView) {
  const ends = rows.flatMap(({ estimate }) => [
    ...estimate.values,
    estimate.interval?.low ?? 0,
    estimate.interval?.high ?? 0,
  ])
  const constant = Math.max(2 * margin, 1)
  const low = Math.min(-2 * margin, ...ends) * 1.1
  const high = Math.max(2 * margin, ...ends) * 1.1
  const grounds = new Set(view.treatments.map((arm) => view.against(arm).label))
  return (field: string) => ({
    field,
    type: 'quantitative' as const,
    scale: { type: 'symlog' as const, constant, domain: [low, high], nice: false },
    title:
      grounds.size === 1
        ? `µs a hop, against ${[...grounds].join()}`
        : 'µs a hop, against what each is compared with',
    axis: {
      values: symlogTicks(low, high, constant),
      labelExpr: "datum.value > 0 ? '+' + format(datum.value, ',') : format(datum.value, ',')",
      orient: 'bottom' as const,
    },
  })
}

/** The band of the margin, labelled "equivalent" above the plot. */
const equivalenceBand = (margin: number, x: ReturnType<typeof axisOf>): Layer => ({
  data: { values: [{ low: -margin, middle: 0, high: margin }] },
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
      encoding: { x: x('middle'), y: { value: 0 } },
    },
  ],
})

const TWIN = 'same arm twice'
/** Stands in place of a verdict in the row of a twin. */
const NOISE = 'noise'

function rowsOf(view: LoadView): Row[] {
  const noise = view.twins.flatMap(({ arm, aaUs }): Row[] =>
    aaUs
      ? [
          {
            ...arm,
            label: arm.clusterOf === null ? TWIN : arm.label,
            estimate: scaled(aaUs, 1 / view.hops),
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

/** Data of one row. An unresolved row shows its interval and no figure. */
function summaryRow({ label, colour, shape, estimate, words }: Row) {
  const { middle, interval } = estimate
  const range = interval && `[${microseconds(interval.low)}, ${microseconds(interval.high)}]`
  const isFound = words !== 'not resolved'
  return {
    label,
    colour,
    shape,
    middle,
    low: interval?.low ?? middle,
    high: interval?.high ?? middle,
    figure: isFound ? `${signedMicroseconds(middle)} µs` : '',
    words: [range, words].filter((text) => text !== null).join(' '),
  }
}
