import { expect, test } from 'vitest'
import { layOut } from '../charts/graph-layout.ts'
import { shopInput } from '../testing/synthetic-input.ts'
import { serviceGraph } from './service-graph.ts'

const graph = serviceGraph(shopInput())

test('every service lies right of all that call it', () => {
  const layer = new Map(graph.nodes.map((node) => [node.name, node.layer]))
  for (const { from, to } of graph.edges) expect(layer.get(to)).toBeGreaterThan(layer.get(from)!)
})

test('calls a page are multiplied along the way', () => {
  // The page, frontend and checkout each call cart once; each call of cart is one of cart-store.
  expect(graph.edges.find(({ to }) => to === 'cart-store')?.callsPerPage).toBe(3)
})

test('requests on an edge are those that proofs counted, and none is invented for the others', () => {
  expect(graph.edges.find(({ to }) => to === 'frontend')?.proved).toEqual({ observed: 23, expected: 23 })
  expect(graph.edges.find(({ to }) => to === 'payment')?.proved).toBeNull()
})

test('no line of the drawing runs behind a box', () => {
  const { boxes, ways, boxHeight, boxWidth } = layOut(graph)
  for (const { points } of ways)
    for (let index = 1; index + 1 < points.length; index += 2) {
      const lane = points[index]!
      const behind = boxes.filter(
        ({ at }) => Math.abs(at.x - lane.x) < boxWidth && lane.y > at.y && lane.y < at.y + boxHeight,
      )
      expect(behind).toEqual([])
    }
})
