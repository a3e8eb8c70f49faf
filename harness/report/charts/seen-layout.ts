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
  for (const { id, name, namespace } of nodes) {
    const width = Math.max(LEAST_BOX_WIDTH, textWidth(name, NAME_SIZE, 'bold') + 20)
    graph.setNode(id, { width, height: BOX_HEIGHT })
    if (namespace !== '') graph.setParent(id, frameKey(namespace))
  }
  for (const [index, { from, to, often, outcome }] of edges.entries()) {
    const width = Math.max(textWidth(often, LABEL_SIZE), textWidth(outcome, LABEL_SIZE)) + 8
    graph.setEdge(from, to, { width, height: LABEL_HEIGHT, labelpos: 'c' }, String(index))
  }
  layOutGraph(graph)
  const { width, height } = graph.graph()
  const boxOf = (key: string): Box => {
    const { x, y, width, height } = graph.node(key)
    return { x: round(x - width / 2), y: round(y - height / 2), width: round(width), height: round(height) }
  }
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    boxes: nodes.map((node) => ({ node, box: boxOf(node.id) })),
    frames: namespaces.map((namespace) => ({ namespace, box: boxOf(frameKey(namespace)) })),
    ways: edges.map((edge, index) => {
      const { points, x, y } = graph.edge(edge.from, edge.to, String(index))
      return {
        edge,
        points: points.map((point) => ({ x: round(point.x), y: round(point.y) })),
        label: { x: round(x), y: round(y) },
      }
    }),
  }
}

/** A tenth of a pixel is finer than a screen shows. */
const round = (px: number): number => Math.round(px * 10) / 10
