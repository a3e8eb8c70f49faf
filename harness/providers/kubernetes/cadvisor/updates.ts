/** What repeated answers of cAdvisor hold of each CPU counter: its updates in order. Pure. */
import type { Role } from '../../../arm/arm.ts'
import type { CadvisorSample } from './parse-samples.ts'

/** A container that an account is to know, and whose it is. */
export interface AccountedContainer {
  node: string
  namespace: string
  pod: string
  container: string
  /** "orders" of "orders/proxy"; containers of one unit and role add up. */
  unit: string
  role: Role
}

/** The CPU samples of one answer of one node. */
export interface Poll {
  node: string
  /** When the answer was here, by this machine's clock. */
  answeredMs: number
  samples: CadvisorSample[]
}

/** A sample with a timestamp that no earlier one had. */
export interface Update {
  /** By this machine's clock, as far as it is known how far the node's is ahead. */
  atMs: number
  cpuSeconds: number
  /** Path of the control group: another one after a restart. */
  id: string
}

/** Names a node, or a container on it. */
export const counterKey = (of: {
  node: string
  namespace?: string
  pod?: string
  container?: string
}): string => [of.node, of.namespace, of.pod, of.container].join('\n')

/**
 * Updates from `sinceMs` on of every node and container, by `counterKey`.
 *
 * Timestamps are of the node's clock. One that lies after its own answer shows that this clock is ahead, and by how much at
 * least; all of that node's are taken back by so much. A clock that is behind only costs an update at the beginning.
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

/** By how much each node's clock is ahead of ours, at least: nothing can be told before it was read. */
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
