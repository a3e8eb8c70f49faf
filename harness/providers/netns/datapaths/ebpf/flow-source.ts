/** Where the flows of the eBPF datapath come from: the loader keeps every event of the ring buffer for as long as somebody looks. */
import type { FlowSource } from '../../../../arm/observe-pages.ts'
import { ourEmitter } from '../../../../flows/hubble.ts'
import { readCounters } from '../../bpf/counters.ts'
import type { Loader } from '../../bpf/loader.ts'
import type { NodeSite } from '../../datapath.ts'
import { eventLines, lostLine } from './event-lines.ts'
import type { Enforcement } from './policy/enforcement.ts'

export const flowSourceOf = (site: NodeSite, loader: Loader, enforcement: Enforcement): FlowSource => ({
  source: 'flow events of the BPF programs: a connection opened, closed, or a packet was dropped',
  emitter: ourEmitter('ebpf'),
  sees: 'connections',
  switchedOn: ['the loader keeps single events; while it measures it only sums them'],
  async begin() {
    const lostBefore = await lostEvents(loader)
    await loader.send(['keep-flows'])
    return async (from) => {
      const kept = await loader.ask('kept-flows')
      const lostInKernel = (await lostEvents(loader)) - lostBefore
      const lines = eventLines(site, kept, from.getTime(), enforcement.policies())
      const lost = [
        ...(lostInKernel > 0 ? [lostLine(site, 'PERF_EVENT_RING_BUFFER', lostInKernel)] : []),
        ...(kept.notKept > 0 ? [lostLine(site, 'HUBBLE_RING_BUFFER', kept.notKept)] : []),
      ]
      return { lines: [...lines, ...lost], lost: lostInKernel + kept.notKept }
    }
  },
})

const lostEvents = async (loader: Loader): Promise<number> => (await readCounters(loader))['events.lost'] ?? 0
