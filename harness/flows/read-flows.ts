/** Reads the lines of a flow file, one by one, into a graph. Lines that cannot be read are counted and named; they never end the reading. */
import { countsByName } from './counts-by-name.ts'
import { createFlowGraph, type FlowGraph } from './flow-graph.ts'
import type { LineRead } from './line-read.ts'
import { readOldRecords } from './old-lines.ts'
import { readLine } from './read-line.ts'
import type { SeenFlow } from './seen-flow.ts'

export interface FlowProblem {
  /** Number of the line, from 1. */
  line: number
  problem: string
}

export interface FlowsRead {
  file: string
  lines: number
  /** Flows, each counted once. */
  flows: number
  /** Lines with a flow that an earlier line had: exports of two namespaces, put together, both have the flows between them. */
  repeated: number
  /** Events that the emitter says it lost, by where it lost them. */
  lost: Record<string, number>
  /** What the emitter said about itself: nodes that came and went. */
  statuses: string[]
  /** How many lines could not be read; `problems` names the first ones. */
  unread: number
  problems: FlowProblem[]
  graph: FlowGraph
}

/** So many lines are named, and so many messages kept: a file of another kind has a problem in each line. */
const NAMED_AT_MOST = 20

export interface FlowReader {
  /** @param text a line without its end */
  line(text: string): void
  end(): FlowsRead
}

/**
 * @param file its name, for messages
 * @param also is given each flow, for those who want more of them than the graph
 */
export function createFlowReader(file: string, also?: (flow: SeenFlow) => void): FlowReader {
  const graph = createFlowGraph()
  const lost: [source: string, events: number][] = []
  const statuses: string[] = []
  const problems: FlowProblem[] = []
  const uuids = new Set<string>()
  const old: { line: number; record: object; source: string }[] = []
  let [lines, flows, repeated, unread] = [0, 0, 0, 0]
  const take = (line: number, read: LineRead): void => {
    switch (read.kind) {
      case 'blank':
        return
      case 'flow': {
        const { uuid } = read.flow
        if (uuid !== null && uuids.has(uuid)) {
          repeated += 1
          return
        }
        if (uuid !== null) uuids.add(uuid)
        flows += 1
        graph.add(read.flow)
        also?.(read.flow)
        return
      }
      case 'old access record':
        old.push({ line, record: read.record, source: read.source })
        return
      case 'lost':
        lost.push([read.source, read.events])
        return
      case 'status':
        if (statuses.length < NAMED_AT_MOST) statuses.push(read.message)
        return
      case 'problem':
        unread += 1
        if (problems.length < NAMED_AT_MOST) problems.push({ line, problem: read.problem })
    }
  }
  return {
    line(text) {
      lines += 1
      take(lines, readLine(text))
    },
    end() {
      for (const [index, read] of readOldRecords(old).entries()) take(old[index]!.line, read)
      return {
        file,
        lines,
        flows,
        repeated,
        lost: countsByName(lost),
        statuses,
        unread,
        problems,
        graph: graph.build(),
      }
    },
  }
}

/** Reads a whole file that is in memory. */
export function readFlows(file: string, text: string, also?: (flow: SeenFlow) => void): FlowsRead {
  const reader = createFlowReader(file, also)
  const lines = text.split('\n')
  // What follows the last line's end is no line.
  if (lines.at(-1) === '') lines.pop()
  for (const line of lines) reader.line(line)
  return reader.end()
}
