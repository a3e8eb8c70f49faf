/** What a service has seen and done since it started; read by proofs over the control endpoint. */
export interface ServiceCounters {
  /** Requests that arrived, by the name the caller gave. */
  requests: { byCaller: Record<string, number> }
  /** TCP connections accepted on the service's port. */
  connectionsAccepted: number
  /** Failed calls of other services by "where: what": "orders:80: ECONNRESET". */
  upstreamErrors: Record<string, number>
  cpuIterationsDone: number
}

export function newCounters(): ServiceCounters {
  return { requests: { byCaller: {} }, connectionsAccepted: 0, upstreamErrors: {}, cpuIterationsDone: 0 }
}

export function countIn(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1
}
