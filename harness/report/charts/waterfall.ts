/**
 * Draws one page of each datapath below each other, on one time scale: a line for each call, with everything that the call
 * spent its time on. The datapath's own parts have its colour; pattern and height tell the parts apart without colour.
 */
import { html, type Markup } from '../look/markup.ts'
import { time } from '../model/format.ts'
import type { SpanPart, Waterfall, WaterfallPage } from '../model/clock/waterfall.ts'
import { LABEL_SIZE, labelWidth, lanesOf, type Lane } from './waterfall-lanes.ts'
import { linearTicks } from './scale.ts'
import { textWidth } from './text-width.ts'

/** Widths of the two drawings, px: beside the legend of the first screen, and on a phone of 390 px. */
export const WATERFALL_WIDTHS = { wide: 764, narrow: 356 }

const LINE = 14
const BAR = 10
const TITLE = 19
/** Space between two datapaths, px. */
const BETWEEN = 9
const AXIS = 22
const TITLE_SIZE = 12.5
/** Fewest pixels between two ticks. */
const TICK_ROOM = 64

/** @param id unique on the page; ids of patterns begin with it */
export function waterfallDrawing(waterfall: Waterfall, width: number, id: string): Markup {
  const { pages } = waterfall
  const longest = Math.max(...pages.map(({ totalUs }) => totalUs))
  const left = Math.max(
    ...pages.flatMap(({ calls }) =>
      calls
        .filter(({ path }) => path.length < 2)
        .slice(0, 2)
        .map(({ name }) => labelWidth(name)),
    ),
  )
  const right = Math.max(...pages.map(({ totalUs }) => textWidth(time(totalUs), TITLE_SIZE, 'bold'))) + 8
  const pxPerUs = (width - left - right) / longest
  const drawn: { page: WaterfallPage; lanes: Lane[]; top: number }[] = []
  let top = 0
  for (const page of pages) {
    const lanes = lanesOf(page.calls, left, pxPerUs)
    drawn.push({ page, lanes, top })
    top += TITLE + (Math.max(...lanes.map(({ line }) => line)) + 1) * LINE + BETWEEN
  }
  const height = top + AXIS
  const at = (us: number): string => px(left + us * pxPerUs)
  const ticks = linearTicks(longest, Math.round((width - left - right) / TICK_ROOM))
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    role="img"
    aria-labelledby="${id}-title ${id}-desc"
    width="${width}"
    height="${height}"
    viewBox="0 0 ${width} ${height}"
    font-size="${LABEL_SIZE}"
    fill="var(--ink-soft)"
  >
    <title id="${id}-title">${titleOf(waterfall)}</title>
    <desc id="${id}-desc">${descriptionOf(waterfall)}</desc>
    <defs>${pages.map(({ arm }, index) => hatch(`${id}-hatch-${index}`, arm.colour))}</defs>
    ${ticks.map((us) => tick(us, at(us), top))}
    ${drawn.map(({ page, lanes, top }, index) => pageDrawing(page, lanes, { top, at, hatched: `url(#${id}-hatch-${index})` }))}
  </svg>`
}

const px = (value: number): string => String(Number(value.toFixed(1)))

const tick = (us: number, x: string, bottom: number): Markup =>
  html`<path d="M${x},${TITLE - 4}V${bottom}" stroke="var(--line)" /><text
      x="${x}"
      y="${bottom + 15}"
      text-anchor="middle"
    >
      ${tickText(us)}
    </text>`

/** All ticks in one unit: "0.5 ms", "1 ms". */
const tickText = (us: number): string => (us === 0 ? '0' : `${Number((us / 1000).toFixed(3))} ms`)

/** Diagonal lines in the datapath's colour: the proxy of the called pod. */
export const hatch = (id: string, colour: string): Markup =>
  html`<pattern id="${id}" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
    <rect width="4" height="4" fill="var(--page)" />
    <rect width="2.2" height="4" fill="${colour}" />
  </pattern>`

interface Place {
  top: number
  at: (us: number) => string
  hatched: string
}

function pageDrawing(
  { arm, totalUs, isSequential }: WaterfallPage,
  lanes: readonly Lane[],
  place: Place,
): Markup {
  const { top, at } = place
  const y = (line: number): number => top + TITLE + line * LINE
  const waits = lanes.map(({ call, line }) => `M${at(call.fromUs)},${y(line) + BAR / 2}H${at(call.toUs)}`)
  return html`<g>
    <rect x="0" y="${top + 3}" width="11" height="11" rx="3" fill="${arm.colour}" />
    <path d="${waits.join('')}" stroke="var(--line-strong)" />
    ${spanPaths(lanes, y, arm.colour, place)} ${isSequential ? '' : criticalPath(lanes, y, at)}
    ${lanes.map(({ call, line, label }) =>
      label === null
        ? ''
        : html`<text x="${px(label.x)}" y="${y(line) + BAR - 1.5}" text-anchor="${label.anchor}"
            >${call.name}</text
          >`,
    )}
    <g font-size="${TITLE_SIZE}" font-weight="700" fill="var(--ink)">
      <text x="17" y="${top + 13}">${arm.label}</text>
      <text x="${at(totalUs)}" dx="6" y="${y(0) + BAR - 1}">${time(totalUs)}</text>
    </g>
  </g>`
}

/** How each part is drawn. A part of half the height is a loopback, a hatched one the proxy of the called pod. */
export function lookOf(
  part: SpanPart,
  colour: string,
  hatched: string,
): { fill: string; stroke?: string; isLow?: true } {
  switch (part) {
    case 'client':
      return { fill: 'var(--page)', stroke: 'var(--ink-soft)' }
    case 'app':
      return { fill: 'var(--part-2)' }
    case 'transport':
    case 'caller-proxy':
      return { fill: colour }
    case 'callee-proxy':
      return { fill: hatched, stroke: colour }
    case 'wire':
      return { fill: 'var(--ink)' }
    case 'caller-loopback':
    case 'callee-loopback':
      return { fill: 'var(--ink)', isLow: true }
  }
}

/** One path for all spans of a page that look alike, which keeps the file small. Spans that the page did not wait for are faint. */
function spanPaths(
  lanes: readonly Lane[],
  y: (line: number) => number,
  colour: string,
  { at, hatched }: Place,
): Markup[] {
  const spans = lanes.flatMap(({ call, line }) =>
    call.spans.map(({ part, critical, fromUs, toUs }) => {
      const { fill, stroke, isLow } = lookOf(part, colour, hatched)
      const [top, height] = isLow ? [y(line) + BAR / 4, BAR / 2] : [y(line), BAR]
      const outline = stroke === undefined ? 0 : 0.5
      const [from, to] = [Number(at(fromUs)) + outline, Number(at(toUs)) - outline]
      return {
        look: html`fill="${fill}"${stroke === undefined ? '' : html` stroke="${stroke}"`}${critical ? '' : html` opacity="0.4"`}`,
        box: `M${px(from)},${px(top + outline)}H${px(Math.max(from, to))}v${height - 2 * outline}H${px(from)}z`,
      }
    }),
  )
  const alike = Map.groupBy(spans, ({ look }) => look.text)
  return [...alike.values()].map(
    (same) => html`<path d="${same.map(({ box }) => box).join('')}" ${same[0]!.look} />`,
  )
}

/** A line below the spans that the page waited for, from lane to lane. */
function criticalPath(
  lanes: readonly Lane[],
  y: (line: number) => number,
  at: (us: number) => string,
): Markup {
  const spans = lanes
    .flatMap(({ call, line }) =>
      call.spans.filter(({ critical }) => critical).map((span) => ({ ...span, line })),
    )
    .toSorted((a, b) => a.fromUs - b.fromUs)
  const steps = spans.map(({ fromUs, toUs, line }, index) => {
    const below = y(line) + BAR + 1.5
    return `${index === 0 ? 'M' : 'L'}${at(fromUs)},${below}H${at(toUs)}`
  })
  return html`<path d="${steps.join('')}" fill="none" stroke="var(--ink)" stroke-width="1.5" />`
}

const WHICH = { median: 'A median page', slow: 'A slow page (99th percentile)' }

export const titleOf = ({ which }: Waterfall): string =>
  `${WHICH[which]} under each datapath, on one time scale`

/** For readers who do not see the drawing; the table has every figure. */
const descriptionOf = ({ pages }: Waterfall): string =>
  `${pages.map(({ arm, totalUs }) => `${arm.label}: ${time(totalUs)}`).join('; ')}. Each line is one call: the whole by the user clock, its inside by the hop clock. The table below the drawing has every part of every call.`
