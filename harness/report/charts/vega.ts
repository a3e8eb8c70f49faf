/** Vega-Lite compiled and rendered to SVG here, so that the page needs no script. */
import type { TopLevelSpec } from 'vega-lite'
import { textWidth } from './text-width.ts'

/** Colours are CSS variables: they pass through Vega, and one drawing serves light, dark and print. */
const INK = 'var(--ink)'
const SOFT = 'var(--ink-soft)'
const LINE = 'var(--line)'
const FONT = 'system-ui, sans-serif'

/**
 * Below the plot: labels of the axis and its title. Vega without a canvas can only guess the width of text, so nothing is
 * laid out by it: every chart states the room around its plot.
 */
export const AXIS_ROOM = 44

/** An ordinate with a title: as much room as its numbers may take, then the title. */
export const ORDINATE_AXIS = { minExtent: 46, maxExtent: 46 }
export const ORDINATE_ROOM = 66

/** The ordinate of charts with one row for each arm: its labels in the ink of text, and the room they need. */
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

/** What a chart may set; look and size policy are one for all. */
export type ChartSpec = TopLevelSpec

const CONFIG = {
  background: 'transparent',
  // The figure around the drawing is named, and its table says the rest; a thousand labelled dots would drown a listener.
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
    // Without a canvas, widths of text are guesses: nothing is cut or hidden because of one.
    labelLimit: 0,
    labelOverlap: false,
    labelBound: false,
    labelFlush: false,
  },
} as const

/**
 * Renders a chart. Vega is loaded only here: it costs a fifth of a second that other commands need not pay.
 * The same spec gives the same bytes: nothing in it is clipped, so no running ids of definitions appear.
 */
export async function renderChart(spec: ChartSpec): Promise<string> {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')])
  const compiled = vegaLite.compile({ ...spec, autosize: 'none', config: CONFIG }).spec
  const view = new vega.View(vega.parse(compiled), { renderer: 'none' })
  const svg = await view.toSVG()
  view.finalize()
  return svg.replace('<svg ', '<svg aria-hidden="true" focusable="false" ')
}
