/** Counters of a service since its start. Proofs read them through the control endpoint. */
export interface ServiceCounters {
  /** Requests that arrived, by the caller's name. */
  requests: { byCaller: Record<string, number> }
  /** TCP connections accepted on the service's port. */
  connectionsAccepted: number
  /** Failed calls of other services, by destination and error: "orders:80: ECONNRESET". */
  upstreamErrors: Record<string, number>
  cpuIterationsDone: number
  /** Queries of each database by its name; absent where the service queries none. */
  queries?: Record<string, QueryCounters>
  /** Where the service is busy as a planted effect: requests, and for how long in all. */
  busy?: { requests: number; us: number }
}

/** What a service counts of its own queries of one database. Bytes are those that its sockets sent and received, log-ins included. */
export interface QueryCounters {
  answered: number
  /** Connections on which the server accepted the log-in. */
  connections: number
  bytesSent: number
  bytesReceived: number
}

export function newCounters(): ServiceCounters {
  return { requests: { byCaller: {} }, connectionsAccepted: 0, upstreamErrors: {}, cpuIterationsDone: 0 }
}

export function countIn(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1
}
