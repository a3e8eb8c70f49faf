/** What an arm's memory is more than that of another arm: in each bring-up, then over bring-ups, with an interval at 95 %. */
import { isNotMeasured, measured } from '../../results/measured.ts'
import type { NotMeasured } from '../../results/record.ts'
import type { ArmMemory, Estimate } from '../../stats/analysis.ts'
import { overBringUps } from '../../stats/estimate.ts'
import type { ArmView } from './arm-view.ts'
import type { LoadView } from './load-view.ts'

/** Smallest difference of programs' memory that is shown alone, in bytes. Two runs of the same program differ by less than this. */
export const LEAST_BYTES = 1e6

/** What one more pod takes: the proxies' own memory, where it was read apart from what a node holds once; null where that is not known. */
export function podBytes({
  proxyBytes,
  proxyFileBytes,
  proxyBytesPerPod,
  proxies,
}: ArmMemory): number | null {
  if (proxyBytes === 0) return 0
  if (typeof proxyFileBytes !== 'number' || typeof proxies !== 'number') return measured(proxyBytesPerPod)
  return (proxyBytes - proxyFileBytes) / proxies
}

/** Agents, and the program text of proxies where it was read apart. */
export const nodeProgramBytes = ({ agentBytes, proxyBytes, proxyFileBytes, proxies }: ArmMemory): number =>
  agentBytes + (proxyBytes > 0 && typeof proxies === 'number' ? (measured(proxyFileBytes) ?? 0) : 0)

/** Over the bring-ups that both arms have; null where there are none or one of them lacks the figure. `other` null gives the arm's own figure. */
export function memoryEstimate(
  view: LoadView,
  arm: ArmView,
  other: ArmView | null,
  bytesOf: (memory: ArmMemory) => number | null,
): Estimate | null {
  const before = new Map(
    other === null
      ? []
      : (view.summary(other)?.memoryByBringUp ?? []).map(({ bringUp, memory }) => [bringUp, bytesOf(memory)]),
  )
  const values: number[] = []
  for (const { bringUp, memory } of view.summary(arm)?.memoryByBringUp ?? []) {
    if (other !== null && !before.has(bringUp)) continue
    const [own, against] = [bytesOf(memory), other === null ? 0 : before.get(bringUp)]
    if (own === null || against === null || against === undefined) return null
    values.push(own - against)
  }
  return values.length === 0 ? null : overBringUps(values)
}

/**
 * Bytes that proxies, agents and kernel tables of an arm take more; the memory of the services is no cost of a datapath. Kernel
 * tables that the arm could not read are left out, and `lacks` says so, unless next to nothing would remain; those of the other arm, which are small where they cannot
 * be read, count as 0.
 */
export function addedMemory(
  view: LoadView,
  arm: ArmView,
): { estimate: Estimate; lacks: string | null } | NotMeasured {
  const against = view.against(arm)
  const [own, before] = [view.summary(arm)?.memory, view.summary(against)?.memory]
  if (!own || !before) return { notMeasured: 'no memory was read' }
  if (isNotMeasured(own)) return own
  if (isNotMeasured(before)) return before
  const hasTables = typeof own.kernelBytes === 'number'
  const estimate = memoryEstimate(
    view,
    arm,
    against,
    ({ proxyBytes, agentBytes, kernelBytes }) =>
      proxyBytes + agentBytes + (hasTables ? (measured(kernelBytes) ?? 0) : 0),
  )
  if (estimate === null) return { notMeasured: 'the two arms have no bring-up in common' }
  if (isNotMeasured(own.kernelBytes) && Math.abs(estimate.middle) < LEAST_BYTES)
    return { notMeasured: `kernel tables (${own.kernelBytes.notMeasured.split(',')[0]!})` }
  const isComplete = hasTables && typeof before.kernelBytes === 'number'
  return { estimate, lacks: isComplete ? null : 'without kernel tables that could not be read' }
}
