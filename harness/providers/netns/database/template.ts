/** The files of a seeded PostgreSQL server, made once a run. Each arm starts from a copy of them. */
import { appendFile, chown, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { UnavailableError } from '../../../errors.ts'
import { run } from '../../../system/command.ts'
import { NOBODY } from '../../../system/nobody.ts'
import { postgresFolder } from '../../../system/postgres.ts'
import { SUPERUSER } from '../../shared/database/login.ts'
import { seedStatements, SERVER_STATEMENTS } from '../../shared/database/seed.ts'
import { SERVER_SETTINGS } from '../../shared/database/server-settings.ts'

/** initdb takes two seconds on an idle core, single-user mode one. */
const MADE_WITHIN_MS = 120_000

/**
 * Settings of a server below a run's folder. Segments of a megabyte keep its files small, since the folder is in memory; shared memory
 * as files of its own, because those of /dev/shm would outlive a killed server.
 */
const OF_A_NODE: Readonly<Record<string, string>> = {
  dynamic_shared_memory_type: 'mmap',
  min_wal_size: '2MB',
  max_wal_size: '8MB',
}

/**
 * Makes the folder and returns the path of its files.
 * @param services names of the services that may log in
 * @throws UnavailableError without PostgreSQL; BenchError with its output when a step fails
 */
export async function makeTemplate(folder: string, services: readonly string[]): Promise<string> {
  const data = join(folder, 'template')
  await rm(data, { recursive: true, force: true }) // of an attempt that failed
  await mkdir(folder, { recursive: true })
  await chown(folder, NOBODY, NOBODY)
  await asNobody('initdb', [
    ...['--pgdata', data, '--username', SUPERUSER, '--encoding', 'UTF8', '--no-locale', '--wal-segsize', '1'],
    // Only the harness can reach the socket; pods come over TCP.
    ...['--auth-local', 'trust', '--auth-host', 'scram-sha-256', '--no-sync', '--no-instructions'],
  ])
  const settings = { ...SERVER_SETTINGS, ...OF_A_NODE }
  await appendFile(
    join(data, 'postgresql.conf'),
    Object.entries(settings)
      .map(([name, value]) => `${name} = '${value}'\n`)
      .join(''),
  )
  await appendFile(join(data, 'pg_hba.conf'), 'host all all 0.0.0.0/0 scram-sha-256\n')
  await single(data, 'postgres', SERVER_STATEMENTS)
  await single(data, 'shop', seedStatements(services))
  return data
}

/** Runs statements without a running server, and so without a port: one statement a line. */
const single = (data: string, database: string, statements: readonly string[]): Promise<string> =>
  asNobody(
    'postgres',
    ['--single', '-D', data, '-c', 'exit_on_error=on', database],
    statements.join('\n') + '\n',
  )

/**
 * initdb and postgres refuse root. They die with the harness, and their System V shared memory ends with them.
 * @throws UnavailableError without PostgreSQL; BenchError with the program's output
 */
const asNobody = (program: string, args: string[], input = ''): Promise<string> =>
  run(
    'unshare',
    [
      ...['--ipc', 'setpriv', '--reuid', `${NOBODY}`, '--regid', `${NOBODY}`, '--clear-groups'],
      ...['--pdeathsig', 'KILL', '--', programPath(program), ...args],
    ],
    { input, timeoutMs: MADE_WITHIN_MS, cwd: '/' },
  )

/** @throws UnavailableError without PostgreSQL */
export function programPath(program: string): string {
  const folder = postgresFolder()
  if (folder === null)
    throw new UnavailableError(
      'the scenario has a database, and this machine has no PostgreSQL server',
      'install what Debian calls postgresql; `npm run doctor` shows whether it is found',
    )
  return join(folder, program)
}
