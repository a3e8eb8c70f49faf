/** Idle connections of a load client, by target. The last one returned is used first, so that few connections stay in use. */
import { Connection, type Exchange } from './connection.ts'
import type { Target } from './page-plan.ts'

export interface ConnectionPool {
  /** Takes an idle connection; null when there is none and a new one must be opened. */
  take(target: Target): Connection | null
  open(target: Target, exchange: Exchange): Connection
  /** Gives a connection back for reuse. */
  release(connection: Connection): void
  /** Closes all idle connections. */
  close(): void
}

export function createConnectionPool(): ConnectionPool {
  const idle = new Map<Target, Connection[]>()
  const idleOf = (target: Target) => {
    let connections = idle.get(target)
    if (!connections) idle.set(target, (connections = []))
    return connections
  }
  // The server closed this idle connection. That is no error; a new connection is opened when the next one is needed.
  const forget = (connection: Connection) => {
    const connections = idleOf(connection.target)
    const index = connections.indexOf(connection)
    if (index >= 0) connections.splice(index, 1)
  }
  return {
    take: (target) => idleOf(target).pop() ?? null,
    open(target, exchange) {
      const connection = new Connection(target, exchange)
      connection.onIdleEnd = forget
      return connection
    },
    release: (connection) => void idleOf(connection.target).push(connection),
    close() {
      for (const connections of idle.values()) for (const connection of connections) connection.destroy()
      idle.clear()
    },
  }
}
