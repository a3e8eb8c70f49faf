/** Compiles Vega-Lite charts and renders them to SVG, so that the page needs no script. */
import type { TopLevelSpec } from 'vega-lite'
import { escaped, KEPT_ON_PAGES } from '../../words/escaped.ts'
import { textWidth } from './text-width.ts'

/** Colours are CSS variables, which Vega passes through unchanged, so that one drawing serves light, dark and print. */
const INK = 'var(--ink)'
const SOFT = 'var(--ink-soft)'
const LINE = 'var(--line)'
const FONT = 'system-ui, sans-serif'

/**
 * Room below the plot for the labels and the title of the axis, px. Without a canvas Vega can only guess the width of text,
 * so Vega's layout is not used: every chart states the room around its plot.
 */
export const AXIS_ROOM = 44

/** A y axis with a title: fixed room for the numbers, then the title. */
export const ORDINATE_AXIS = { minExtent: 46, maxExtent: 46 }
export const ORDINATE_ROOM = 66

/**
 * Least room right of a plot, px: a tick may stand at the plot's end, and half of its label is beyond. Half of "1,000,000"
 * in the widest font that the page asks for.
 */
export const TICK_OVERHANG = 32

/** The y axis of charts with one row for each arm, and the room that its labels need, px. */
export const rowsBy = (labels: readonly string[]) => ({
  y: {
    field: 'label',
    type: 'nominal' as const,
    sort: null,
    title: null,
    axis: { grid: false, labelColor: INK, labelPadding: 10 },
  },
  left: Math.max(...labels.map((label) => textWidth(label, 12))) + 14,
})

/** The specification of a chart. `renderChart` adds the look that all charts share. */
export type ChartSpec = TopLevelSpec

const CONFIG = {
  background: 'transparent',
  // The figure around the drawing has a name and a table. With labels on a thousand dots a screen reader would never end.
  aria: false,
  font: FONT,
  view: { stroke: null },
  text: { fill: INK, fontSize: 12 },
  axis: {
    labelColor: SOFT,
    labelFontSize: 12,
    titleColor: SOFT,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    gridColor: LINE,
    domain: false,
    ticks: false,
    labelPadding: 6,
    // Without a canvas, widths of text are guesses: no label may be cut or hidden because of a guess.
    labelLimit: 0,
    labelOverlap: false,
    labelBound: false,
    labelFlush: false,
  },
} as const

/** The chart as a specification of Vega, for a page that draws it itself. */
export async function compileChart(spec: ChartSpec): Promise<object> {
  const vegaLite = await import('vega-lite')
  return vegaLite.compile({ ...spec, autosize: 'none', config: CONFIG }).spec
}

/**
 * Renders a chart to SVG. Vega is loaded here because loading takes a fifth of a second, which other commands need not pay.
 * The same spec gives the same bytes: no chart clips its content, so no running ids of clip paths appear.
 */
export async function renderChart(spec: ChartSpec): Promise<string> {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')])
  const compiled = vegaLite.compile({ ...spec, autosize: 'none', config: CONFIG }).spec
  const view = new vega.View(vega.parse(compiled), { renderer: 'none' })
  const svg = await view.toSVG()
  view.finalize()
  return escaped(svg, KEPT_ON_PAGES).replace('<svg ', '<svg aria-hidden="true" focusable="false" ')
}
