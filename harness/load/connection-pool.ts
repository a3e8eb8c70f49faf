/** Connections of a load client, by target. Last in, first out: as few as the load needs stay warm. */
import { Connection, type Exchange } from './connection.ts'
import type { Target } from './page-plan.ts'

export interface ConnectionPool {
  /** An idle connection, or null when a new one must be opened. */
  take(target: Target): Connection | null
  open(target: Target, exchange: Exchange): Connection
  /** Gives a connection back for reuse. */
  release(connection: Connection): void
  /** Closes the idle ones. */
  close(): void
}

export function createConnectionPool(): ConnectionPool {
  const idle = new Map<Target, Connection[]>()
  const idleOf = (target: Target) => {
    let connections = idle.get(target)
    if (!connections) idle.set(target, (connections = []))
    return connections
  }
  // Closed by its peer while idle: replaced when next needed, not an error.
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
