/** Where the flows of nodes come from whose kernel tracks connections, which the rules of services need anyway. */
import type { FlowSource } from '../../../arm/observe-pages.ts'
import { lostEventsLine, ourEmitter, type FlowLine } from '../../../flows/hubble.ts'
import { readConntrackLine, type ConntrackEvent } from './conntrack-event.ts'
import { watchConntrack, type WatchOptions } from './conntrack-watch.ts'
import { eventLines } from './event-lines.ts'
import type { TrackedNode } from './tracked-node.ts'

/** A node, and which of its events are the arm's. */
export interface WatchedNode extends TrackedNode {
  isOurs(event: ConntrackEvent): boolean
}

/**
 * @param version of the tool, as it says itself: "conntrack v1.4.7 (conntrack-tools)"; null where it is not installed
 * @param nodesOf the nodes of the arm; asked when a look begins
 */
export const conntrackSource = (
  version: string | null,
  nodesOf: () => Promise<readonly WatchedNode[]>,
  options: WatchOptions,
): FlowSource => ({
  source: `events of the kernel’s connection tracking (${version ?? 'conntrack, which is not installed'}), made into flows by hopbench`,
  emitter: ourEmitter('conntrack'),
  sees: 'connections',
  switchedOn: [
    'conntrack listens in the namespace of the node; while nobody listens the kernel reports nothing',
  ],
  namesFrom: 'the run’s own table of addresses; the kernel knows addresses only',
  async begin() {
    const watched: { node: WatchedNode; watch: Awaited<ReturnType<typeof watchConntrack>> }[] = []
    try {
      for (const node of await nodesOf()) watched.push({ node, watch: await watchConntrack(node, options) })
    } catch (error) {
      for (const { watch } of watched) watch.stop()
      throw error
    }
    return async (from) => {
      const lines: FlowLine[] = []
      let lost = 0
      for (const { node, watch } of watched) {
        const ended = await watch.end()
        const events = ended.lines
          .flatMap((line) => readConntrackLine(line) ?? [])
          .filter((event) => node.isOurs(event))
        lines.push(...eventLines(node, events, from.getTime()))
        if (ended.lost > 0) lines.push(lostEventsLine(node.name, 'PERF_EVENT_RING_BUFFER', ended.lost))
        lost += ended.lost
      }
      return { lines, lost }
    }
  },
})
