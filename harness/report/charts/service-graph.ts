/** The services of a page and their calls, left to right. Own small layout: a layered graph of a dozen boxes. */
import { count } from '../model/format.ts'
import type { GraphEdge, GraphNode, ServiceGraph } from '../model/service-graph.ts'
import { html, type Markup } from '../html/markup.ts'

const BOX = { width: 116, height: 44 }
const GAP = { x: 76, y: 18 }
const PAD = 12
/** With more edges than this, numbers on them would lie on one another; the table has them. */
const LABELLED_EDGES = 7
/** Namespaces are told apart by the mark left of the name, and named below it. */
const NAMESPACE_COLOURS = ['var(--ns-1)', 'var(--ns-2)', 'var(--ns-3)', 'var(--ns-4)']

export function serviceGraphDrawing(graph: ServiceGraph): Markup {
  const width = graph.layers * BOX.width + (graph.layers - 1) * GAP.x + 2 * PAD
  const height = graph.rows * BOX.height + (graph.rows - 1) * GAP.y + 2 * PAD
  const inLayer = (layer: number): number => graph.nodes.filter((node) => node.layer === layer).length
  const at = ({ layer, row }: GraphNode): { x: number; y: number } => ({
    x: PAD + layer * (BOX.width + GAP.x),
    y: PAD + ((graph.rows - inLayer(layer)) * (BOX.height + GAP.y)) / 2 + row * (BOX.height + GAP.y),
  })
  const byName = new Map(graph.nodes.map((node) => [node.name, node]))
  const labelled = graph.edges.length <= LABELLED_EDGES
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
    ${graph.edges.map((edge) => edgeDrawing(edge, at(byName.get(edge.from)!), at(byName.get(edge.to)!), labelled))}
    ${graph.nodes.map((node) => nodeDrawing(node, at(node), graph.namespaces))}
  </svg>`
}

function edgeDrawing(
  edge: GraphEdge,
  from: { x: number; y: number },
  to: { x: number; y: number },
  labelled: boolean,
): Markup {
  const [x1, y1] = [from.x + BOX.width, from.y + BOX.height / 2]
  const [x2, y2] = [to.x - 2, to.y + BOX.height / 2]
  const bend = Math.max(24, (x2 - x1) / 2)
  const line = html`<path
    d="M${x1},${y1}C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}"
    fill="none"
    stroke="var(--ink-soft)"
    stroke-width="1.3"
    marker-end="url(#arrow)"
  />`
  if (!labelled) return line
  const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2]
  return html`${line}<text x="${x}" y="${y - 7}" text-anchor="middle" font-size="11" fill="var(--ink-soft)">
      ${edge.proved ? count(edge.proved.observed) : `${String(edge.callsPerPage)} a page`}
    </text>
    ${
      edge.proved
        ? html`<text x="${x}" y="${y + 17}" text-anchor="middle" font-size="11" fill="var(--ink-soft)">
            of ${count(edge.proved.expected)}
          </text>`
        : ''
    }`
}

function nodeDrawing(
  node: GraphNode,
  { x, y }: { x: number; y: number },
  namespaces: readonly string[],
): Markup {
  const several = namespaces.length > 1 && node.namespace !== ''
  const colour = several
    ? NAMESPACE_COLOURS[namespaces.indexOf(node.namespace) % NAMESPACE_COLOURS.length]!
    : null
  const centre = x + BOX.width / 2
  return html`<rect
      x="${x}"
      y="${y}"
      width="${BOX.width}"
      height="${BOX.height}"
      rx="7"
      fill="var(--card)"
      stroke="var(--line-strong)"
    />
    ${colour ? html`<rect x="${x}" y="${y + 7}" width="4" height="${BOX.height - 14}" rx="2" fill="${colour}" />` : ''}
    <text
      x="${centre}"
      y="${y + (several ? 19 : 26.5)}"
      text-anchor="middle"
      fill="var(--ink)"
      font-weight="600"
    >
      ${node.name}
    </text>
    ${
      several
        ? html`<text x="${centre}" y="${y + 35}" text-anchor="middle" font-size="11" fill="var(--ink-soft)">
            ${node.namespace}
          </text>`
        : ''
    }`
}
