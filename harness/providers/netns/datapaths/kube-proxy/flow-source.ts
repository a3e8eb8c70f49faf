/** Where the flows of kube-proxy's nodes come from: the kernel's connection tracking, which the rules need anyway. */
import type { FlowSource } from '../../../../arm/observe-pages.ts'
import { lostEventsLine, ourEmitter } from '../../../../flows/hubble.ts'
import type { NodeSite } from '../../datapath.ts'
import { readConntrackLine } from './conntrack-event.ts'
import { watchConntrack } from './conntrack-watch.ts'
import { eventLines } from './event-lines.ts'

/**
 * @param version of the tool, as it says itself: "conntrack v1.4.7 (conntrack-tools)"; null where it is not installed
 * @param bufferBytes room for events that were not read yet, so that tests can fill it
 */
export const flowSourceOf = (site: NodeSite, version: string | null, bufferBytes?: number): FlowSource => ({
  source: `events of the kernel’s connection tracking (${version ?? 'conntrack, which is not installed'}), made into flows by hopbench`,
  emitter: ourEmitter('conntrack'),
  sees: 'connections',
  switchedOn: [
    'conntrack listens in the namespace of the node; while nobody listens the kernel reports nothing',
  ],
  namesFrom: 'the run’s own table of addresses; the kernel knows addresses only',
  async begin() {
    const watched = await watchConntrack(site, bufferBytes)
    return async (from) => {
      const { lines, lost } = await watched.end()
      const events = lines.flatMap((line) => readConntrackLine(line) ?? [])
      return {
        lines: [
          ...eventLines(site, events, from.getTime()),
          ...(lost > 0 ? [lostEventsLine(site.netns, 'PERF_EVENT_RING_BUFFER', lost)] : []),
        ],
        lost,
      }
    }
  },
})
