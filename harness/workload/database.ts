/** Queries a PostgreSQL server, over connections of a pool or over a connection for each query. */
import type { Client, ClientConfig, Pool, PoolClient } from 'pg'
import type { DatabaseLogin, ServiceConfig, ServiceQuery } from './config.ts'
import { countIn, type QueryCounters, type ServiceCounters } from './counters.ts'
import { UpstreamError } from './upstream.ts'

/** The text of every query of a topology. The server's own count of it is what proofs compare with. */
export const QUERY = 'SELECT id, name, price FROM items WHERE id > $1 ORDER BY id LIMIT $2'
/** Rows of the table: some megabytes, which fit into the memory of any server. */
export const ROWS_OF_TABLE = 10_000

export type Ask = () => Promise<void>

/** The databases of a service: its queries, and its pools. */
export interface Databases {
  prepare(query: ServiceQuery): Ask
  /** Closes the connections of all pools, which open others with the next query. Returns how many there were. */
  closeIdle(): Promise<number>
}

/** Loads the PostgreSQL client only where a service has queries, so that the others are as small as without it. */
export async function openDatabases(config: ServiceConfig, counters: ServiceCounters): Promise<Databases> {
  const queries = config.steps.filter((step): step is ServiceQuery => 'database' in step)
  if (queries.length === 0) return { prepare: refuse, closeIdle: () => Promise.resolve(0) }
  const { default: pg } = await import('pg')
  const counted = (counters.queries = {} as Record<string, QueryCounters>)
  const pools = new Map<string, Pool>()
  let turn = 0

  const poolOf = ({ database, login, poolSize }: ServiceQuery): Pool => {
    const key = `${database} ${poolSize}`
    const known = pools.get(key)
    if (known) return known
    const pool = new pg.Pool({
      ...settingsOf(login, config.upstreamTimeoutMs),
      max: poolSize,
      // 0: an arm may stay frozen for longer than any timeout, and must then find its connections still open.
      idleTimeoutMillis: 0,
    })
    pool.on('connect', (client) => follow(client, counted[database]!))
    // A connection that breaks while it is idle fails no query: the pool opens another one.
    pool.on('error', (error) => countIn(counters.upstreamErrors, `${database}: idle: ${reasonOf(error)}`))
    pools.set(key, pool)
    return pool
  }

  return {
    prepare(query) {
      const mine = (counted[query.database] ??= {
        answered: 0,
        connections: 0,
        bytesSent: 0,
        bytesReceived: 0,
      })
      const ask = async (client: Client | PoolClient) => {
        turn = (turn + query.rows) % (ROWS_OF_TABLE - query.rows)
        const { rowCount } = await client.query(QUERY, [turn, query.rows])
        if (rowCount !== query.rows) throw new Error(`${rowCount} of ${query.rows} rows`)
        mine.answered += 1
      }
      const send =
        query.poolSize > 0
          ? async () => {
              const client = await poolOf(query).connect()
              let broken = true
              try {
                await ask(client)
                broken = false
              } finally {
                client.release(broken)
              }
            }
          : async () => {
              const client = new pg.Client(settingsOf(query.login, config.upstreamTimeoutMs))
              client.on('error', () => undefined) // the query or the connect reports the same error
              try {
                await client.connect()
                follow(client, mine)
                await ask(client)
              } finally {
                await client.end()
              }
            }
      return async () => {
        try {
          await send()
        } catch (error) {
          const failure = new UpstreamError(`${query.database}: ${reasonOf(error)}`)
          countIn(counters.upstreamErrors, failure.message)
          throw failure
        }
      }
    },
    async closeIdle() {
      const open = [...pools.values()]
      pools.clear()
      const closed = open.reduce((sum, pool) => sum + pool.totalCount, 0)
      await Promise.all(open.map((pool) => pool.end()))
      return closed
    },
  }
}

function refuse(): never {
  throw new Error('a service without queries has no database')
}

const settingsOf = (login: DatabaseLogin, timeoutMs: number): ClientConfig => ({
  ...login,
  connectionTimeoutMillis: timeoutMs,
  query_timeout: timeoutMs,
})

/** Counts a connection that the server has let in, and what its socket sends and receives until it is closed. */
function follow(client: Client | PoolClient, counters: QueryCounters): void {
  counters.connections += 1
  const { stream } = (client as unknown as { connection: { stream: import('node:net').Socket } }).connection
  let [sent, received] = [0, 0]
  const note = () => {
    counters.bytesSent += stream.bytesWritten - sent
    counters.bytesReceived += stream.bytesRead - received
    ;[sent, received] = [stream.bytesWritten, stream.bytesRead]
  }
  stream.on('data', note)
  stream.on('close', note)
}

/** "28P01" (a code of PostgreSQL), "ECONNRESET", or the message of an error without a code. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return code ?? (/timeout/i.test(message) ? 'timeout' : message)
}
