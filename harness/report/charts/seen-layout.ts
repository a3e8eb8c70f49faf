/**
 * Lays out a graph of flows from left to right, with a frame round each namespace. Flows may call in circles, which the layout of the
 * scenario's graph does not know; dagre does.
 */
import { layOutGraph, newLayoutGraph } from './dagre.ts'
import type { SeenEdge, SeenGraph, SeenNode } from '../model/seen-graph.ts'
import { textWidth } from './text-width.ts'

export const BOX_HEIGHT = 34
export const NAME_SIZE = 12.5
export const LABEL_SIZE = 11
/** Room above a frame for the name of its namespace. */
export const TITLE_ROOM = 18
const LABEL_HEIGHT = 30
const LEAST_BOX_WIDTH = 84
/** How high and wide the loop of a service that calls itself is, above its box. */
const LOOP = { width: 28, height: 24 }
/** Between boxes of a layer there may be two frames with a title. */
const GAPS = { nodesep: 2 * TITLE_ROOM, ranksep: 34, edgesep: 14, marginx: 10, marginy: TITLE_ROOM + 6 }

export interface Point {
  x: number
  y: number
}

/** A rectangle by its upper left corner. */
export interface Box extends Point {
  width: number
  height: number
}

export interface SeenLayout {
  width: number
  height: number
  boxes: { node: SeenNode; box: Box }[]
  frames: { namespace: string; box: Box }[]
  /** Points of each edge from box to box, and the middle of its label. */
  ways: { edge: SeenEdge; points: Point[]; label: Point }[]
}

/** Namespaces and nodes may have the same names. */
const frameKey = (namespace: string): string => `namespace ${namespace}`

export function layOutSeen({ nodes, edges }: SeenGraph): SeenLayout {
  const graph = newLayoutGraph()
  graph.setGraph({ rankdir: 'LR', ...GAPS })
  const namespaces = [...new Set(nodes.flatMap(({ namespace }) => namespace || []))]
  for (const namespace of namespaces) graph.setNode(frameKey(namespace), {})
  // dagre puts the lines of such calls beside the box of another service, so that they are drawn here.
  const loops = new Map(edges.filter(({ from, to }) => from === to).map((edge) => [edge.from, edge]))
  const roomAbove = (id: string): number => (loops.has(id) ? LOOP.height + LABEL_HEIGHT : 0)
  for (const { id, name, namespace } of nodes) {
    const loop = loops.get(id)
    const width = Math.max(
      LEAST_BOX_WIDTH,
      textWidth(name, NAME_SIZE, 'bold') + 20,
      loop ? labelWidth(loop) : 0,
    )
    graph.setNode(id, { width, height: BOX_HEIGHT + 2 * roomAbove(id) })
    if (namespace !== '') graph.setParent(id, frameKey(namespace))
  }
  for (const [index, edge] of edges.entries()) {
    const { from, to } = edge
    if (from !== to)
      graph.setEdge(from, to, { width: labelWidth(edge), height: LABEL_HEIGHT, labelpos: 'c' }, String(index))
  }
  layOutGraph(graph)
  const { width, height } = graph.graph()
  const boxOf = (key: string): Box => {
    const { x, y, width, height } = graph.node(key)
    return { x: round(x - width / 2), y: round(y - height / 2), width: round(width), height: round(height) }
  }
  const serviceBox = (id: string): Box => {
    const { y, ...box } = boxOf(id)
    return { ...box, y: y + roomAbove(id), height: BOX_HEIGHT }
  }
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    boxes: nodes.map((node) => ({ node, box: serviceBox(node.id) })),
    frames: namespaces.map((namespace) => ({ namespace, box: boxOf(frameKey(namespace)) })),
    ways: edges.map((edge, index) => {
      if (edge.from === edge.to) return loopOf(edge, serviceBox(edge.from))
      const { points: given, x, y } = graph.edge(edge.from, edge.to, String(index))
      const points = [...given]
      // The room above a box belongs to its node for dagre, whose lines would end there.
      points[0] = edgeOfBox(serviceBox(edge.from), points[1]!)
      points[points.length - 1] = edgeOfBox(serviceBox(edge.to), points.at(-2)!)
      return {
        edge,
        points: points.map((point) => ({ x: round(point.x), y: round(point.y) })),
        label: { x: round(x), y: round(y) },
      }
    }),
  }
}

/** Where the line from the middle of a box to a point outside of it leaves the box. */
function edgeOfBox({ x, y, width, height }: Box, to: Point): Point {
  const middle = { x: x + width / 2, y: y + height / 2 }
  const [dx, dy] = [to.x - middle.x, to.y - middle.y]
  const share = 1 / Math.max(Math.abs(dx) / (width / 2), Math.abs(dy) / (height / 2), 1)
  return { x: middle.x + dx * share, y: middle.y + dy * share }
}

/** The calls of a service to itself. */
function loopOf(edge: SeenEdge, box: Box): SeenLayout['ways'][number] {
  const middle = box.x + box.width / 2
  const [left, right, top] = [middle - LOOP.width / 2, middle + LOOP.width / 2, box.y - LOOP.height]
  return {
    edge,
    points: [
      { x: left, y: box.y },
      { x: left, y: top },
      { x: right, y: top },
      { x: right, y: box.y },
    ].map(({ x, y }) => ({ x: round(x), y: round(y) })),
    label: { x: round(middle), y: round(top - LABEL_HEIGHT / 2) },
  }
}

const labelWidth = ({ often, outcome }: SeenEdge): number =>
  Math.max(textWidth(often, LABEL_SIZE), textWidth(outcome, LABEL_SIZE)) + 8

/** A tenth of a pixel is finer than a screen shows. */
const round = (px: number): number => Math.round(px * 10) / 10
