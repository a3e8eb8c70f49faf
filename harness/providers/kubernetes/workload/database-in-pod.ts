/** A PostgreSQL server in its pod, asked for its counters by a psql in the same container: no pod has to be let in for that. */
import type { DatabaseStats } from '../../../arm/claims.ts'
import type { ProvingDatabase } from '../../../arm/prove-arm.ts'
import { DATABASE_NAME, SUPERUSER } from '../../shared/database/login.ts'
import { settingsText } from '../../shared/database/server-settings.ts'
import { STATS_AS_JSON, VERSION_AS_JSON } from '../../shared/database/statistics-sql.ts'
import type { ClusterApi } from '../api/connect.ts'
import { execIn } from '../api/exec.ts'
import { APP_CONTAINER } from './manifests.ts'
import type { WorkloadPod } from './workload-pods.ts'

export interface DatabaseInPod extends ProvingDatabase {
  /** What a reader of a report has to know of the server. */
  settings: string
}

/** @throws BenchError with what psql printed when the server does not answer */
export async function databaseInPod(
  api: ClusterApi,
  { service, namespace, pod }: WorkloadPod,
): Promise<DatabaseInPod> {
  const ask = async <Answer>(database: string, sql: string): Promise<Answer> => {
    const psql = ['psql', '-U', SUPERUSER, '-d', database, '-AtXc', sql]
    const { stdout } = await execIn(api, { namespace, pod, container: APP_CONTAINER }, psql)
    return JSON.parse(stdout.toString()) as Answer
  }
  const { version, rows } = await ask<{ version: string; rows: number }>(DATABASE_NAME, VERSION_AS_JSON)
  return {
    name: service,
    settings: settingsText(version, rows),
    stats: () => ask<DatabaseStats>('postgres', STATS_AS_JSON),
  }
}
