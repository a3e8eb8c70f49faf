/** What the flow events of the eBPF datapath came to so far, by the counters of its programs. */
import type { SeenSoFar } from '../../../../arm/seen.ts'
import { readCounters } from '../../bpf/counters.ts'
import type { Loader } from '../../bpf/loader.ts'

/** struct flow_event (bpf/datapath/abi.h) has 64 bytes, and the kernel's ring buffer adds a header of 8 to each record. */
const EVENT_BYTES = 72

export async function seenOf(loader: Loader): Promise<SeenSoFar> {
  const counters = await readCounters(loader)
  const events = counters['events.sent'] ?? 0
  return { events, bytes: events * EVENT_BYTES, lost: counters['events.lost'] ?? 0 }
}
