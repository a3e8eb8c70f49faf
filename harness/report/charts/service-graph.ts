/** Draws the services of a page and their calls, from left to right. */
import { html, type Markup } from '../look/markup.ts'
import { count } from '../model/format.ts'
import type { GraphEdge, GraphNode, ServiceGraph } from '../model/service-graph.ts'
import { layOut, type GraphLayout, type Point } from './graph-layout.ts'

/** With more edges than this, labels on edges would overlap; the table has the numbers. */
const LABELLED_EDGES = 7
/** Colours of the mark left of a service's name, one for each namespace. The namespace is also written below the name. */
const NAMESPACE_COLOURS = ['var(--ns-1)', 'var(--ns-2)', 'var(--ns-3)', 'var(--ns-4)']
/** An arrow ends just before the box. */
const ARROW_GAP = 2

export function serviceGraphDrawing(graph: ServiceGraph): Markup {
  const layout = layOut(graph)
  const { width, height } = layout
  const isLabelled = graph.edges.length <= LABELLED_EDGES
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    width="${width}"
    height="${height}"
    viewBox="0 0 ${width} ${height}"
    font-size="13"
    aria-hidden="true"
    focusable="false"
  >
    <defs>
      <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
        <path d="M0,0.5L7.5,4L0,7.5Z" fill="var(--ink-soft)" />
      </marker>
    </defs>
    ${layout.ways.map(({ edge, points }) => edgeDrawing(edge, points, isLabelled))}
    ${layout.boxes.map(({ node, at }) => nodeDrawing(node, at, layout, graph.namespaces))}
  </svg>`
}

/** Curves between the layers, straight lines within the lanes. */
function pathOf(points: readonly Point[]): string {
  return points
    .map(({ x, y }, index) => {
      const before = points[index - 1]
      if (!before) return `M${x},${y}`
      const end = index === points.length - 1 ? x - ARROW_GAP : x
      // Points 1–2, 3–4 … are the two ends of a lane.
      if (index % 2 === 0) return `H${end}`
      const bend = (end - before.x) / 2
      return `C${before.x + bend},${before.y} ${end - bend},${y} ${end},${y}`
    })
    .join('')
}

function edgeDrawing(edge: GraphEdge, points: readonly Point[], isLabelled: boolean): Markup {
  const line = html`<path
    d="${pathOf(points)}"
    fill="none"
    stroke="var(--ink-soft)"
    stroke-width="1.3"
    marker-end="url(#arrow)"
  />`
  if (!isLabelled) return line
  const [from, to] = [points.at(-2)!, points.at(-1)!]
  const [x, y] = [(from.x + to.x) / 2, (from.y + to.y) / 2]
  const labels = edgeLabels(edge)
  return html`${line}
  ${labels.map(
    (label, index) =>
      html`<text
        x="${x}"
        y="${y + (index === 0 ? -7 : 17)}"
        text-anchor="middle"
        font-size="11"
        fill="var(--ink-soft)"
      >
        ${label}
      </text>`,
  )}`
}

/** Labels of an edge: calls of one page, and whether the proofs counted exactly the expected calls. The table has the sums over all proofs. */
function edgeLabels({ callsPerPage, proved }: GraphEdge): string[] {
  const calls = `${count(callsPerPage)} a page`
  if (!proved) return [calls]
  const { observed, expected } = proved
  return [calls, observed === expected ? '✓' : `✕ ${count(observed)} of ${count(expected)}`]
}

function nodeDrawing(
  node: GraphNode,
  { x, y }: Point,
  { boxWidth, boxHeight }: GraphLayout,
  namespaces: readonly string[],
): Markup {
  const isNamed = namespaces.length > 1 && node.namespace !== ''
  const colour = NAMESPACE_COLOURS[namespaces.indexOf(node.namespace) % NAMESPACE_COLOURS.length]!
  const centre = x + boxWidth / 2
  return html`<rect
      x="${x}"
      y="${y}"
      width="${boxWidth}"
      height="${boxHeight}"
      rx="7"
      fill="var(--card)"
      stroke="var(--line-strong)"
    />
    <text
      x="${centre}"
      y="${y + (isNamed ? 19 : 26.5)}"
      text-anchor="middle"
      fill="var(--ink)"
      font-weight="600"
    >
      ${node.name}
    </text>
    ${
      isNamed
        ? html`<rect x="${x}" y="${y + 7}" width="4" height="${boxHeight - 14}" rx="2" fill="${colour}" />
            <text x="${centre}" y="${y + 35}" text-anchor="middle" font-size="11" fill="var(--ink-soft)">
              ${node.namespace}
            </text>`
        : ''
    }`
}
