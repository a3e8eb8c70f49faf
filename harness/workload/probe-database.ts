/** Sends a marker to a PostgreSQL server over a connection of its own and expects it back, for proofs. */
import type { DatabaseLogin } from './config.ts'
import { reasonOf } from './database.ts'

export interface DatabaseProbe {
  login: DatabaseLogin
  marker: string
  timeoutMs: number
}

/** Returns "answered", the error's code ("ECONNRESET", "ECONNREFUSED", "28P01") or "timeout"; never throws. */
export async function probeDatabase({ login, marker, timeoutMs }: DatabaseProbe): Promise<string> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ ...login, connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs })
  client.on('error', () => undefined) // what comes after the outcome changes nothing
  try {
    await client.connect()
    const { rows } = await client.query<{ marker: string }>('SELECT $1::text AS marker', [marker])
    return rows[0]?.marker === marker ? 'answered' : 'another answer'
  } catch (error) {
    return reasonOf(error)
  } finally {
    // Without waiting: the end of a connection that was never let in may never come.
    void client.end().catch(() => undefined)
  }
}
