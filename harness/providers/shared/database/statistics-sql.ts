/** What a PostgreSQL server is asked by proofs. Each statement answers with one JSON text. */
import { QUERY } from '../../../workload/database.ts'
import { DATABASE_NAME } from './login.ts'

/** `DatabaseStats`. Asked in another database of the server, so that asking does not count. */
export const STATS_AS_JSON = `SELECT json_build_object(
  'queries', (
    SELECT coalesce(json_object_agg(rolname, calls), '{}')
    FROM (
      SELECT rolname, sum(calls) AS calls FROM pg_stat_statements JOIN pg_roles ON pg_roles.oid = userid
      WHERE query = '${QUERY}' GROUP BY rolname
    ) AS counted
  ),
  'sessions', (SELECT sessions FROM pg_stat_database WHERE datname = '${DATABASE_NAME}')
) AS answer`

/** The server's version, "15.14", and the rows of the table. */
export const VERSION_AS_JSON = `SELECT json_build_object(
  'version', split_part(current_setting('server_version'), ' ', 1),
  'rows', (SELECT count(*) FROM items)
) AS answer`
