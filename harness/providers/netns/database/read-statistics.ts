/** Asks a PostgreSQL server of this machine what it has counted: the queries of each service, and the log-ins. */
import pg, { type ClientConfig } from 'pg'
import type { DatabaseStats } from '../../../arm/claims.ts'
import { DATABASE_NAME, SUPERUSER } from '../../shared/database/login.ts'
import { STATS_AS_JSON, VERSION_AS_JSON } from '../../shared/database/statistics-sql.ts'

/** An answer takes some milliseconds; a loaded machine may need longer. */
const ANSWERS_WITHIN_MS = 5000

type Address = Pick<ClientConfig, 'host' | 'port'>

/** @throws the error of the connection, or of PostgreSQL */
export const readDatabaseStats = (at: Address): Promise<DatabaseStats> => ask(at, 'postgres', STATS_AS_JSON)

/** @throws the same, also when the rows are not there */
export const readVersion = (at: Address): Promise<{ version: string; rows: number }> =>
  ask(at, DATABASE_NAME, VERSION_AS_JSON)

/** Over a connection of its own. */
async function ask<Answer>(at: Address, database: string, sql: string): Promise<Answer> {
  const client = new pg.Client({
    ...at,
    user: SUPERUSER,
    database,
    connectionTimeoutMillis: ANSWERS_WITHIN_MS,
    query_timeout: ANSWERS_WITHIN_MS,
  })
  client.on('error', () => undefined) // the question that is under way reports it
  try {
    await client.connect()
    const { rows } = await client.query<{ answer: Answer }>(sql)
    return rows[0]!.answer
  } finally {
    await client.end()
  }
}
