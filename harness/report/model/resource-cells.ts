/** Cells for what an arm uses besides time: idle CPU, control plane, memory; and for its capacity. */
import { isNotMeasured, measured } from '../../results/measured.ts'
import type { NotMeasured, Reading } from '../../results/record.ts'
import type { ArmMemory, Estimate } from '../../stats/analysis.ts'
import { LEAST_BYTES, memoryEstimate, nodeProgramBytes, podBytes } from './added-memory.ts'
import { limitRemark } from './capacity-text.ts'
import type { LoadView } from './load-view.ts'
import { standalone, quantity, word, type Cell } from './quantity.ts'
import type { Row } from './row.ts'

const NOT_MEASURED = word('not measured')

/** CPU of the arm's own programs without load. Two arms are not compared. */
export function idleCell({ kind, arm }: Row, view: LoadView): Cell {
  const own = view.summary(arm)?.idleCpuSecondsPerHour
  // A difference of one or two windows of each arm would have no interval, and look like a finding.
  return kind === 'pair' ? word('not compared') : readingCell(own, 'CPU-s an hour')
}

/** Idle CPU of the mesh's and the cluster's own servers, with their memory beside it. Two control planes are not compared. */
export function controlPlaneCell({ kind, arm }: Row, view: LoadView): Cell {
  if (kind === 'pair') return word('not compared')
  const own = view.summary(arm)?.controlPlane
  if (!own) return word('none')
  return {
    ...readingCell(own.idleCpuSecondsPerHour, 'CPU-s an hour'),
    beside: [readingCell(own.bytes, 'bytes')],
  }
}

/**
 * For the baseline: memory of the whole arm. For a treatment: what each pod with a proxy (or each central gateway) and each node (agents, program text of
 * proxies, kernel tables) takes more than in the arm it is compared with, so that a reader can multiply by pods and nodes. The
 * memory of the services themselves is not a cost of the datapath.
 */
export function memoryCell({ kind, arm, other }: Row, view: LoadView): Cell {
  const memory = view.summary(arm)?.memory
  if (!memory) return NOT_MEASURED
  if (isNotMeasured(memory)) return word('not measured', memory.notMeasured)
  const total = ({ totalBytes }: ArmMemory): number => totalBytes
  if (kind === 'baseline') return bytesCell('bytes', memoryEstimate(view, arm, null, total))
  const before = measured(view.summary(other)?.memory)
  if (!before) return NOT_MEASURED
  if (kind === 'twin')
    return bytesCell('bytes', memoryEstimate(view, arm, other, total), {
      isDifference: true,
      remark: 'noise',
    })
  const node = nodeCell(memory, before, { arm, other }, view)
  const pod = podCell(memory, before, { arm, other }, view)
  return pod === null ? node : { ...pod, beside: [node] }
}

const bytesCell = (
  unit: 'bytes' | 'bytes a pod' | 'bytes a gateway' | 'bytes a node',
  estimate: Estimate | null,
  more: Parameters<typeof standalone>[2] = {},
): Cell => (estimate === null ? NOT_MEASURED : standalone(unit, estimate, more))

type Two = Pick<Row, 'arm' | 'other'>

/** Null where neither arm has proxies. */
function podCell(memory: ArmMemory, before: ArmMemory, { arm, other }: Two, view: LoadView): Cell | null {
  if (memory.proxyBytes === 0 && before.proxyBytes === 0) return null
  const isShared = memory.proxyBytes > 0 && isNotMeasured(memory.proxyFileBytes)
  // The proxies of a gateway arm are few, and in no pod of a service: nobody pays for one with each pod.
  const unit = arm.family === 'gateway' ? 'bytes a gateway' : 'bytes a pod'
  return bytesCell(unit, memoryEstimate(view, arm, other, podBytes), {
    isDifference: true,
    remark: isShared ? 'with its share of the program text, which a node holds once' : null,
  })
}

/** Agents, the program text of proxies, and kernel tables. What one arm's tables take that could not be read is left out, with a remark that says why. */
function nodeCell(memory: ArmMemory, before: ArmMemory, { arm, other }: Two, view: LoadView): Cell {
  const [kernel, kernelBefore] = [memory.kernelBytes, before.kernelBytes]
  if (typeof kernel === 'number') {
    const all = (own: ArmMemory): number => nodeProgramBytes(own) + (measured(own.kernelBytes) ?? 0)
    return bytesCell('bytes a node', memoryEstimate(view, arm, other, all), {
      isDifference: true,
      remark: isNotMeasured(kernelBefore)
        ? `without tables of ${other.label}: ${firstClause(kernelBefore)}`
        : null,
    })
  }
  // Without kernel tables, the programs' memory is shown, unless the difference is too small to mean anything.
  const programs = memoryEstimate(view, arm, other, nodeProgramBytes)
  return programs === null || Math.abs(programs.middle) < LEAST_BYTES
    ? word('not measured', `kernel tables (${firstClause(kernel)})`)
    : standalone('bytes a node', programs, {
        isDifference: true,
        remark: `without kernel tables: ${firstClause(kernel)}`,
      })
}

/** The reason up to its first comma: the report lists whole reasons under "Not measured". */
const firstClause = ({ notMeasured }: NotMeasured): string => notMeasured.split(',')[0]!

/** Pages a second in a closed loop, with what limited the arm; for a pair, the quotient of the two arms, or why there is none. */
export function capacityCell({ kind, arm, other }: Row, view: LoadView): Cell {
  const own = view.summary(arm)?.capacity
  if (!own) return NOT_MEASURED
  if (isNotMeasured(own)) return word('not measured', own.notMeasured)
  if (kind === 'pair') {
    const ratio = view.capacityRatio(arm, other)
    if (ratio === null) return word('not compared')
    return isNotMeasured(ratio) ? word('not compared', ratio.notMeasured) : standalone('times', ratio)
  }
  return roundsCell(own.pagesPerSecond, limitRemark(own))
}

/** With too few rounds for an interval, the lowest and the highest value stand in its place. */
function roundsCell(estimate: Estimate, remark: string | null): Cell {
  if (estimate.interval) return standalone('pages/s', estimate, { remark })
  const { middle, values } = estimate
  const interval = { low: Math.min(...values), high: Math.max(...values), ofRounds: values.length }
  return quantity('pages/s', middle, { interval, remark })
}

function readingCell(reading: Reading | undefined, unit: 'CPU-s an hour' | 'bytes'): Cell {
  if (reading === undefined) return NOT_MEASURED
  return isNotMeasured(reading) ? word('not measured', reading.notMeasured) : quantity(unit, reading)
}
