/** Cells of what an arm takes beside time: idle CPU, control planes, memory, and what it can carry at most. */
import { isNotMeasured, measured } from '../../results/measured.ts'
import type { Reading } from '../../results/record.ts'
import type { ArmMemory, Estimate } from '../../stats/analysis.ts'
import type { LoadView } from './load-view.ts'
import { alone, quantity, word, type Cell } from './quantity.ts'
import type { Row } from './row.ts'

const NOT_MEASURED = word('not measured')

/** CPU of the arm's own programs when nobody calls. */
export function idleCell({ kind, arm, other }: Row, view: LoadView): Cell {
  const own = view.summary(arm)?.idleCpuSecondsPerHour
  if (kind !== 'pair') return readingCell(own, 'CPU-s an hour')
  const against = view.summary(other)?.idleCpuSecondsPerHour
  return typeof own === 'number' && typeof against === 'number'
    ? quantity('CPU-s an hour', own - against, { isDifference: true })
    : NOT_MEASURED
}

/** The mesh's and the cluster's own servers: their idle CPU, and beside it their memory. */
export function controlPlaneCell({ kind, arm }: Row, view: LoadView): Cell {
  const own = view.summary(arm)?.controlPlane
  if (!own || kind === 'pair') return word('none')
  return {
    ...readingCell(own.idleCpuSecondsPerHour, 'CPU-s an hour'),
    beside: [readingCell(own.bytes, 'bytes')],
  }
}

/**
 * What a reader multiplies by: the whole arm for the baseline; for another, what each proxied pod takes, and each node
 * (agents and kernel tables) beyond what it is held against. A service's own memory is no cost of a datapath.
 */
export function memoryCell({ kind, arm, other }: Row, view: LoadView): Cell {
  const memory = view.summary(arm)?.memory
  if (!memory) return NOT_MEASURED
  if (isNotMeasured(memory)) return word('not measured', memory.notMeasured)
  if (kind === 'baseline') return quantity('bytes', memory.totalBytes)
  const before = measured(view.summary(other)?.memory)
  if (!before) return NOT_MEASURED
  if (kind === 'twin')
    return quantity('bytes', memory.totalBytes - before.totalBytes, { isDifference: true, remark: 'noise' })
  const node = nodeCell(memory, before)
  const pod = podCell(memory, before)
  return pod === null ? node : { ...pod, beside: [node] }
}

/** Null where neither has proxies. */
function podCell(memory: ArmMemory, before: ArmMemory): Cell | null {
  const [own, against] = [memory.proxyBytesPerPod, before.proxyBytesPerPod]
  if (isNotMeasured(own) || isNotMeasured(against)) return NOT_MEASURED
  return own === 0 && against === 0 ? null : quantity('bytes a pod', own - against, { isDifference: true })
}

/** Least that a difference of agents' memory shows of; below it two runs of one program differ. */
const LEAST_BYTES = 1e6

function nodeCell(memory: ArmMemory, before: ArmMemory): Cell {
  const agents = memory.agentBytes - before.agentBytes
  const [kernel, kernelBefore] = [memory.kernelBytes, before.kernelBytes]
  if (typeof kernel === 'number' && typeof kernelBefore === 'number')
    return quantity('bytes a node', agents + kernel - kernelBefore, { isDifference: true })
  // What is known alone is told as that, where it is anything.
  return Math.abs(agents) < LEAST_BYTES
    ? word('not measured', 'kernel tables')
    : quantity('bytes a node', agents, { isDifference: true, remark: 'without kernel tables' })
}

/** Pages a second in a closed loop; of a pair how many times as many. */
export function capacityCell({ kind, arm, other }: Row, view: LoadView): Cell {
  const own = view.summary(arm)?.capacity
  if (!own) return NOT_MEASURED
  if (isNotMeasured(own)) return word('not measured', own.notMeasured)
  if (kind === 'pair') {
    const against = measured(view.summary(other)?.capacity)
    return against
      ? quantity('times', own.pagesPerSecond.median / against.pagesPerSecond.median)
      : NOT_MEASURED
  }
  return roundsCell(own.pagesPerSecond, own.clientBound === true ? 'client-bound' : null)
}

/** With too few rounds for an interval, the least and the most of them. */
function roundsCell(estimate: Estimate, remark: string | null): Cell {
  if (estimate.interval) return alone('pages/s', estimate, { remark })
  const { median, values } = estimate
  const interval = { low: Math.min(...values), high: Math.max(...values), ofRounds: values.length }
  return quantity('pages/s', median, { interval, remark })
}

function readingCell(reading: Reading | undefined, unit: 'CPU-s an hour' | 'bytes'): Cell {
  if (reading === undefined) return NOT_MEASURED
  return isNotMeasured(reading) ? word('not measured', reading.notMeasured) : quantity(unit, reading)
}
