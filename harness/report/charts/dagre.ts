/** The part of dagre that we use, with its types: dagre's own name files without their endings, which Node's resolution cannot follow. */
import dagre from '@dagrejs/dagre'

interface Point {
  x: number
  y: number
}
interface Size {
  width: number
  height: number
}

/** A graph whose nodes may lie in other nodes, and with several edges between two nodes, told apart by name. */
export interface LayoutGraph {
  /** Distances in pixels; `LR`: from left to right. */
  setGraph(
    how: Record<'nodesep' | 'ranksep' | 'edgesep' | 'marginx' | 'marginy', number> & { rankdir: 'LR' },
  ): void
  /** A node that holds others gets its size from them. */
  setNode(key: string, size: Size | Record<string, never>): void
  setParent(key: string, parent: string): void
  setEdge(from: string, to: string, label: Size & { labelpos: 'c' }, name: string): void
  /** Of the whole drawing. */
  graph(): Size
  /** Middle and size. */
  node(key: string): Point & Size
  /** Points of the line, and the middle of the label. */
  edge(from: string, to: string, name: string): Point & { points: Point[] }
}

const typed = dagre as unknown as {
  graphlib: { Graph: new (kind: { multigraph: true; compound: true }) => LayoutGraph }
  layout(graph: LayoutGraph): void
}

export const newLayoutGraph = (): LayoutGraph =>
  new typed.graphlib.Graph({ multigraph: true, compound: true })

/** Gives every node, edge and the graph its place and size. */
export const layOutGraph = (graph: LayoutGraph): void => typed.layout(graph)
