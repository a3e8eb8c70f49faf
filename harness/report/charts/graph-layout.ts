/**
 * Lays out a service graph from left to right: positions of boxes, and paths of edges. An edge that skips layers gets a lane
 * of its own through each skipped layer, so that no line runs behind a box. A dozen boxes need no layout library.
 */
import type { GraphEdge, GraphNode, ServiceGraph } from '../model/service-graph.ts'
import { textWidth } from './text-width.ts'

const BOX_HEIGHT = 44
const LANE_HEIGHT = 10
const GAP = { x: 72, y: 16 }
const LEAST_BOX_WIDTH = 108
const PAD = 8

export interface Point {
  x: number
  y: number
}

export interface GraphLayout {
  width: number
  height: number
  boxWidth: number
  boxHeight: number
  /** Upper left corner of each box. */
  boxes: { node: GraphNode; at: Point }[]
  /** Path of each edge, from the right side of the caller's box to the left side of the callee's, with two points for each lane in between. */
  ways: { edge: GraphEdge; points: Point[] }[]
}

/** Something that takes room in a layer: a box, or the lane of an edge that passes through. */
interface Slot {
  key: string
  /** Keys of the slots in the layer before from which edges lead here. */
  from: string[]
  height: number
  /** Middle of the slot; set when its layer is arranged. */
  y: number
}

export function layOut(graph: ServiceGraph): GraphLayout {
  const boxWidth = Math.max(
    LEAST_BOX_WIDTH,
    ...graph.nodes.map(
      ({ name, namespace }) => Math.max(textWidth(name, 13, 'bold'), textWidth(namespace, 11)) + 22,
    ),
  )
  const layerOf = new Map(graph.nodes.map(({ name, layer }) => [name, layer]))
  const layers = slotsByLayer(graph, layerOf)
  const height = Math.max(...layers.map(heightOf))
  for (const [index, slots] of layers.entries()) arrange(slots, layers[index - 1] ?? [], height)

  const middle = new Map(layers.flat().map(({ key, y }) => [key, y + PAD]))
  const left = (layer: number): number => PAD + layer * (boxWidth + GAP.x)
  return {
    width: left(layers.length) - GAP.x + PAD,
    height: height + 2 * PAD,
    boxWidth,
    boxHeight: BOX_HEIGHT,
    boxes: graph.nodes.map((node) => ({
      node,
      at: { x: left(node.layer), y: middle.get(node.name)! - BOX_HEIGHT / 2 },
    })),
    ways: graph.edges.map((edge) => {
      const [first, last] = [layerOf.get(edge.from)!, layerOf.get(edge.to)!]
      const lanes = Array.from({ length: last - first - 1 }, (_, step) => first + 1 + step).flatMap(
        (layer) => {
          const y = middle.get(laneKey(edge, layer))!
          return [
            { x: left(layer), y },
            { x: left(layer) + boxWidth, y },
          ]
        },
      )
      return {
        edge,
        points: [
          { x: left(first) + boxWidth, y: middle.get(edge.from)! },
          ...lanes,
          { x: left(last), y: middle.get(edge.to)! },
        ],
      }
    }),
  }
}

const laneKey = ({ from, to }: GraphEdge, layer: number): string => `${from} ${to} ${layer}`

function slotsByLayer(graph: ServiceGraph, layerOf: ReadonlyMap<string, number>): Slot[][] {
  const layers: Slot[][] = Array.from({ length: graph.layers }, () => [])
  const slots = new Map<string, Slot>()
  for (const { name, layer } of graph.nodes) {
    const slot = { key: name, from: [], height: BOX_HEIGHT, y: 0 }
    layers[layer]!.push(slot)
    slots.set(name, slot)
  }
  for (const edge of graph.edges) {
    let before = edge.from
    for (let layer = layerOf.get(edge.from)! + 1; layer < layerOf.get(edge.to)!; layer++) {
      const key = laneKey(edge, layer)
      layers[layer]!.push({ key, from: [before], height: LANE_HEIGHT, y: 0 })
      before = key
    }
    slots.get(edge.to)!.from.push(before)
  }
  return layers
}

const heightOf = (slots: readonly Slot[]): number =>
  slots.reduce((sum, { height }) => sum + height, 0) + GAP.y * (slots.length - 1)

/** Sorts the slots of a layer by the height from which their edges come, so that few lines cross, and centres the layer. */
function arrange(slots: Slot[], before: readonly Slot[], height: number): void {
  const yOf = new Map(before.map(({ key, y }) => [key, y]))
  const origin = ({ from }: Slot): number =>
    from.reduce((sum, key) => sum + (yOf.get(key) ?? 0), 0) / Math.max(1, from.length)
  slots.sort((a, b) => origin(a) - origin(b))
  let top = (height - heightOf(slots)) / 2
  for (const slot of slots) {
    slot.y = top + slot.height / 2
    top += slot.height + GAP.y
  }
}
