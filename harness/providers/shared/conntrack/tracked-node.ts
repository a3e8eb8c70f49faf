/** A node whose kernel tracks connections, as those see it who read its events. */
import type { Flow, FlowEnd } from '../../../flows/hubble.ts'

export interface TrackedNode {
  /** Name of the node in flows. */
  name: string
  /** Path of its network namespace on this machine. */
  network: string
  /** Whose addresses the run knows; undefined for any other. */
  endAt(address: string): FlowEnd | undefined
  /** The service that is asked at this address; undefined where there is none. */
  serviceAt(address: string): Flow['destination_service']
}
