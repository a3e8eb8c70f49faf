import { expect, test } from 'vitest'
import { createFlowGraph } from '../../flows/flow-graph.ts'
import { seenFlow } from '../../flows/seen-flow.ts'
import { seenGraph } from '../model/seen-graph.ts'
import { shopInput } from '../testing/synthetic-input.ts'
import { THIRTY_IN_CIRCLES, withSights } from '../testing/synthetic-sights.ts'
import { seenGraphDrawing } from './seen-graph.ts'
import { layOutSeen, type Box } from './seen-layout.ts'
import { textWidth } from './text-width.ts'

type Name = `${string}/${string}`

/** The graph of such calls, each on a connection of its own. A port of 53 makes a call one of names. */
function graphOf(calls: readonly [from: Name, to: Name, change?: object][]) {
  const graph = createFlowGraph()
  const end = (name: Name) => {
    const [namespace, pod] = name.split('/')
    return { namespace, pod_name: pod }
  }
  for (const [index, [from, to, change]] of calls.entries()) {
    const seen = seenFlow({
      verdict: 'FORWARDED',
      IP: { source: from, destination: to },
      l4: { TCP: { source_port: 40_000 + index, destination_port: 8080, flags: { SYN: true } } },
      source: end(from),
      destination: end(to),
      is_reply: false,
      ...change,
    })
    if ('problem' in seen) throw new Error(seen.problem)
    graph.add(seen)
  }
  return seenGraph(
    graph.build(),
    { orders: { namespace: 'shop' } },
    calls.map(([from, to]) => ({ from: from.split('/')[1]!, to: to.split('/')[1]! })),
  )
}

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
const isInside = (inner: Box, outer: Box): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height

/** How far a point is from the outline of a box, which lines begin and end at. */
const distance = ({ x, y }: { x: number; y: number }, box: Box): number =>
  Math.abs(
    Math.max(
      Math.abs(x - box.x - box.width / 2) - box.width / 2,
      Math.abs(y - box.y - box.height / 2) - box.height / 2,
    ),
  )

/** No box lies on another, each lies in the frame of its namespace, and everything lies in the drawing. */
function expectTidy(graph: ReturnType<typeof graphOf>) {
  const { width, height, boxes, frames, ways } = layOutSeen(graph)
  const page = { x: 0, y: 0, width, height }
  for (const [index, { node, box }] of boxes.entries()) {
    for (const other of boxes.slice(index + 1)) expect(overlap(box, other.box), node.id).toBe(false)
    for (const frame of frames)
      if (frame.namespace === node.namespace) expect(isInside(box, frame.box), node.id).toBe(true)
      else expect(overlap(box, frame.box), `${node.id} in ${frame.namespace}`).toBe(false)
    expect(isInside(box, page)).toBe(true)
  }
  const boxOf = new Map(boxes.map(({ node, box }) => [node.id, box]))
  for (const { edge, points, label } of ways) {
    expect(distance(points[0]!, boxOf.get(edge.from)!)).toBeLessThan(1)
    expect(distance(points.at(-1)!, boxOf.get(edge.to)!)).toBeLessThan(1)
    const half = Math.max(textWidth(edge.often, 11), textWidth(edge.outcome, 11)) / 2
    expect(label.x - half).toBeGreaterThanOrEqual(0)
    expect(label.x + half).toBeLessThanOrEqual(width)
    for (const { x, y } of points) {
      expect(x).toBeGreaterThanOrEqual(0)
      expect(x).toBeLessThanOrEqual(width)
      expect(y).toBeGreaterThanOrEqual(0)
      expect(y).toBeLessThanOrEqual(height)
    }
  }
  return { width, height, boxes, frames, ways }
}

test('services that call each other in circles, and themselves, are laid out', () => {
  const { ways } = expectTidy(
    graphOf([
      ['default/client', 'shop/orders'],
      ['shop/orders', 'shop/stock'],
      ['shop/stock', 'data/prices'],
      ['data/prices', 'shop/orders'],
      ['shop/stock', 'shop/stock'],
    ]),
  )
  expect(ways).toHaveLength(5)
})

test('thirty services in three namespaces stay apart, each in the frame of its namespace', () => {
  const { sights } = withSights(shopInput(), THIRTY_IN_CIRCLES)
  const { boxes, frames } = expectTidy(seenGraph(sights![0]!.read!.graph, {}, sights![0]!.about!.calls))
  expect(boxes).toHaveLength(32)
  expect(frames.map(({ namespace }) => namespace).toSorted()).toEqual(['data', 'default', 'shop', 'web'])
})

test('an edge has its calls and its verdict; what was refused and what nobody expected is marked', () => {
  const graph = graphOf([
    ['default/client', 'hopbench-1-shop/orders'],
    ['default/thief', 'hopbench-1-shop/orders', { verdict: 'DROPPED' }],
    ['default/client', 'kube-system/dns', { l4: { UDP: { source_port: 1, destination_port: 53 } } }],
  ])
  expect(graph).toMatchObject({
    beside: 1,
    edges: [
      { from: 'default/client', often: '1 connection', outcome: 'forwarded', isGood: true },
      { from: 'default/thief', outcome: '1 of 1 refused', isGood: false },
    ],
  })
  expect(graph.nodes).toContainEqual(expect.objectContaining({ name: 'orders', namespace: 'shop' }))
  const svg = seenGraphDrawing(graph, 'seen-1').text
  expect(svg).toMatch(/stroke="var\(--bad\)"[^>]*stroke-dasharray="6 3"[^>]*url\(#seen-1-bad\)/)
  expect(svg).not.toContain('kube-system')
})

test('a name that somebody gave a pod is text in the drawing, and not markup', () => {
  const svg = seenGraphDrawing(graphOf([['default/<script>', 'shop/"x" onload="y']]), 'seen-1').text
  expect(svg).not.toContain('<script>')
  expect(svg).toContain('&lt;script&gt;')
  expect(svg).not.toContain('onload="y')
})
