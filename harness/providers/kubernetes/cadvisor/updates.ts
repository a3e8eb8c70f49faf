/** Extracts the updates of each CPU counter, in order, from repeated answers of cAdvisor. Pure. */
import type { Role } from '../../../arm/arm.ts'
import type { CadvisorSample } from './parse-samples.ts'

/** A container of a CPU account, with the unit it belongs to. */
export interface AccountedContainer {
  node: string
  namespace: string
  pod: string
  container: string
  /** "orders" of "orders/proxy". Containers with the same unit and role are summed. */
  unit: string
  role: Role
}

/** The CPU samples of one answer of one node. */
export interface Poll {
  node: string
  /** When the answer arrived, by this machine's clock. */
  answeredMs: number
  samples: CadvisorSample[]
}

/** A sample with a new timestamp. */
export interface Update {
  /** By this machine's clock, corrected by the known lead of the node's clock. */
  atMs: number
  cpuSeconds: number
  /** Path of the control group, which is another one after a restart. */
  id: string
}

/** A key for the counter of a node, or of a container on the node. */
export const counterKey = (of: {
  node: string
  namespace?: string
  pod?: string
  container?: string
}): string => [of.node, of.namespace, of.pod, of.container].join('\n')

/**
 * The updates of every node and container since `sinceMs`, by `counterKey`.
 *
 * Timestamps come from the node's clock. A timestamp later than the arrival of its answer shows that the node's clock is ahead
 * by at least that difference, which is then subtracted from all timestamps of the node. A node's clock that is behind only
 * costs one update at the beginning.
 */
export function updatesSince(sinceMs: number, polls: Poll[]): Map<string, Update[]> {
  const aheadMs = clocksAheadMs(polls)
  const updates = new Map<string, Map<string, Update>>()
  for (const { node, samples } of polls) {
    for (const { metric, namespace, pod, container, id, value, timestampMs } of samples) {
      if (metric !== 'container_cpu_usage_seconds_total' || timestampMs === null) continue
      if (id !== '/' && container === '') continue
      const atMs = timestampMs - (aheadMs.get(node) ?? 0)
      if (atMs < sinceMs) continue
      const key = counterKey(id === '/' ? { node } : { node, namespace, pod, container })
      const known = updates.get(key) ?? new Map<string, Update>()
      updates.set(key, known.set(`${timestampMs} ${id}`, { atMs, cpuSeconds: value, id }))
    }
  }
  return new Map([...updates].map(([key, known]) => [key, inOrder([...known.values()])]))
}

/** The least lead of each node's clock over this machine's: a value cannot arrive before it was read. */
function clocksAheadMs(polls: Poll[]): Map<string, number> {
  const ahead = new Map<string, number>()
  for (const { node, answeredMs, samples } of polls) {
    for (const { timestampMs } of samples) {
      ahead.set(node, Math.max(ahead.get(node) ?? 0, (timestampMs ?? 0) - answeredMs))
    }
  }
  return ahead
}

const inOrder = (updates: Update[]): Update[] => updates.sort((a, b) => a.atMs - b.atMs)
