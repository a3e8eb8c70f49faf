/** What a service counted of its own queries of one database. */
export interface QueryCounters {
  answered: number
  /** Connections on which the server accepted the log-in. */
  connections: number
  /** Bytes that the sockets of these connections sent and received, log-ins included. */
  bytesSent: number
  bytesReceived: number
}
