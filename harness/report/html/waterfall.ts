/** The drawing of one page of each datapath with its legend and its table; for wide screens and for phones. */
import { hatch, lookOf, titleOf, waterfallDrawing, WATERFALL_WIDTHS } from '../charts/waterfall.ts'
import { partsIn, waterfallTable, type SpanPart, type Waterfall } from '../model/clock/waterfall.ts'
import { html, type Markup } from '../look/markup.ts'
import { headingOf, tableOf, type HeadingLevel } from './figure.ts'

const NEAREST = {
  median: 'the median',
  slow: 'the 99th percentile',
}

/** @param id unique on the page */
export function waterfallFigure(
  waterfall: Waterfall,
  rate: string,
  id: string,
  level: HeadingLevel = 3,
): Markup {
  const { which, pages } = waterfall
  const { head, rows } = waterfallTable(waterfall)
  const hasParallel = pages.some(({ isSequential }) => !isSequential)
  return html`<div class="figure waterfall">
      ${headingOf(id, titleOf(waterfall), level)}
      <p class="note">
        Real pages at ${rate}, each nearest to ${NEAREST[which]} of its datapath. A line is one call; where it
        is thin, it waits for the calls below. Transport and proxies have the datapath’s colour.
        ${hasParallel ? 'The bold line below the spans is the critical path: what the page waited for. Faint spans ran beside it.' : ''}
      </p>
      ${legend(waterfall, id)}
      <div class="frame" tabindex="0" role="group" aria-label="${titleOf(waterfall)}, drawing">
        <div class="on-wide">${waterfallDrawing(waterfall, WATERFALL_WIDTHS.wide, `${id}-wide`)}</div>
        <div class="on-narrow">${waterfallDrawing(waterfall, WATERFALL_WIDTHS.narrow, `${id}-narrow`)}</div>
      </div>
    </div>
    ${tableOf(`the same pages, µs of each part`, head, rows)}`
}

/** The parts as the legend names them. Parts that are drawn alike share an entry. */
const LEGEND: Partial<Record<SpanPart, string>>[] = [
  { client: 'client' },
  { app: 'service' },
  { transport: 'transport', 'caller-proxy': 'caller’s proxy' },
  { wire: 'wire' },
  { 'callee-proxy': 'called pod’s proxy' },
  { 'caller-loopback': 'loopback' },
]
/** Size of a sample, px. */
const SAMPLE = { width: 18, height: 10 }

function legend(waterfall: Waterfall, id: string): Markup {
  const there = partsIn(waterfall)
  const isThere = ([part]: [SpanPart, string]): boolean => there.some((one) => one.part === part)
  return html`<p class="legend">
    ${LEGEND.map((parts) => (Object.entries(parts) as [SpanPart, string][]).filter(isThere))
      .filter((alike) => alike.length > 0)
      .map(
        (alike) =>
          html`<span
            >${sample(alike[0]![0], `${id}-sample-${alike[0]![0]}`)}${alike.map(([, name]) => name).join(', ')}</span
          >`,
      )}
  </p>`
}

function sample(part: SpanPart, id: string): Markup {
  const { fill, stroke, isLow } = lookOf(part, 'var(--ink-soft)', `url(#${id})`)
  const height = isLow ? SAMPLE.height / 2 : SAMPLE.height
  return html`<svg
    class="sample"
    width="${SAMPLE.width}"
    height="${SAMPLE.height}"
    aria-hidden="true"
    focusable="false"
  >
    ${part === 'callee-proxy' ? hatch(id, 'var(--ink-soft)') : ''}
    <rect
      x="0.5"
      y="${(SAMPLE.height - height) / 2 + 0.5}"
      width="${SAMPLE.width - 1}"
      height="${height - 1}"
      fill="${fill}"
      ${stroke === undefined ? '' : html`stroke="${stroke}"`}
    />
  </svg>`
}
