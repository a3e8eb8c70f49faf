/** The `overload_manager` of a proxy that takes only so many connections at a time. */
import { extension, type Message } from './message.ts'

/** @param most from callers, of all listeners together */
export const connectionLimit = (most: number): Message => ({
  resource_monitors: [
    extension(
      'envoy.resource_monitors.global_downstream_max_connections',
      'envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig',
      { max_active_downstream_connections: most },
    ),
  ],
})
