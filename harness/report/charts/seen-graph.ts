/** Draws who called whom as a datapath's own flows show it: boxes in the frames of their namespaces, edges with calls and verdict. */
import { html, type Markup } from '../look/markup.ts'
import type { SeenGraph } from '../model/seen-graph.ts'
import { LABEL_SIZE, layOutSeen, NAME_SIZE, type Point, type SeenLayout } from './seen-layout.ts'
import { textWidth } from './text-width.ts'

/** @param id unique on the page; the ids of arrow heads begin with it */
export function seenGraphDrawing(graph: SeenGraph, id: string): Markup {
  const layout = layOutSeen(graph)
  const { height, frames } = layout
  const titles = frames.map(({ namespace, box }) => box.x + textWidth(namespace, LABEL_SIZE) + 8)
  const width = Math.ceil(Math.max(layout.width, ...titles))
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    width="${width}"
    height="${height}"
    viewBox="0 0 ${width} ${height}"
    font-size="${NAME_SIZE}"
    aria-hidden="true"
    focusable="false"
  >
    <defs>${arrow(`${id}-good`, 'var(--ink-soft)')} ${arrow(`${id}-bad`, 'var(--bad)')}</defs>
    ${frames.map(frameDrawing)} ${layout.ways.map((way) => wayDrawing(way, id))}
    ${layout.boxes.map(boxDrawing)} ${layout.ways.map(labelDrawing)}
  </svg>`
}

const arrow = (id: string, colour: string): Markup =>
  html`<marker
    id="${id}"
    viewBox="0 0 8 8"
    refX="7.5"
    refY="4"
    markerWidth="7"
    markerHeight="7"
    orient="auto"
  >
    <path d="M0,0.5L7.5,4L0,7.5Z" fill="${colour}" />
  </marker>`

const frameDrawing = ({ namespace, box }: SeenLayout['frames'][number]): Markup =>
  html`<rect
      x="${box.x}"
      y="${box.y}"
      width="${box.width}"
      height="${box.height}"
      rx="9"
      fill="none"
      stroke="var(--line-strong)"
      stroke-dasharray="2 3"
    />
    <text x="${box.x + 4}" y="${box.y - 5}" font-size="${LABEL_SIZE}" fill="var(--ink-soft)"
      >${namespace}</text
    >`

const boxDrawing = ({ node, box }: SeenLayout['boxes'][number]): Markup =>
  html`<rect
      x="${box.x}"
      y="${box.y}"
      width="${box.width}"
      height="${box.height}"
      rx="7"
      fill="var(--card)"
      stroke="var(--line-strong)"
      ${node.isWorkload ? '' : html`stroke-dasharray="4 3"`}
    />
    <text
      x="${box.x + box.width / 2}"
      y="${box.y + box.height / 2 + 4.5}"
      text-anchor="middle"
      fill="var(--ink)"
      font-weight="600"
    >
      ${node.name}
    </text>`

/** What went wrong is red and dashed; what the scenario does not have is dotted. */
function wayDrawing({ edge, points }: SeenLayout['ways'][number], id: string): Markup {
  const dash = edge.isStrange ? '1.5 3' : edge.isGood ? '' : '6 3'
  return html`<path
    d="${pathThrough(points)}"
    fill="none"
    stroke="${edge.isGood ? 'var(--ink-soft)' : 'var(--bad)'}"
    stroke-width="1.3"
    ${dash === '' ? '' : html`stroke-dasharray="${dash}"`}
    marker-end="url(#${id}-${edge.isGood ? 'good' : 'bad'})"
  />`
}

/** A halo of the page's colour keeps a label apart from lines that pass behind it. */
function labelDrawing({ edge, label }: SeenLayout['ways'][number]): Markup {
  return html`${[edge.often, edge.outcome].map(
    (text, index) =>
      html`<text
        x="${label.x}"
        y="${label.y - 4 + index * 17}"
        text-anchor="middle"
        font-size="${LABEL_SIZE}"
        fill="${edge.isGood ? 'var(--ink-soft)' : 'var(--bad)'}"
        stroke="var(--page)"
        stroke-width="3"
        paint-order="stroke"
      >
        ${text}
      </text>`,
  )}`
}

/** Rounds the corners: a curve round each inner point, from the middle of the line before to the middle of the line after. */
function pathThrough(points: readonly Point[]): string {
  const [first, ...rest] = points
  if (first === undefined) return ''
  const last = rest.at(-1) ?? first
  const curves = rest.slice(0, -1).map((point, index) => {
    const after = rest[index + 1]!
    return `Q${point.x},${point.y} ${(point.x + after.x) / 2},${(point.y + after.y) / 2}`
  })
  return `M${first.x},${first.y}${curves.join('')}L${last.x},${last.y}`
}
