/** Starts a PostgreSQL server in its pod, and reads its counters over a socket that no pod can reach. */
import { chmod, chown, mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProvingDatabase } from '../../../arm/prove-arm.ts'
import { BenchError } from '../../../errors.ts'
import { run } from '../../../system/command.ts'
import { NOBODY } from '../../../system/nobody.ts'
import { waitForProgram, type Program } from '../../../system/program.ts'
import { settingsText } from '../../shared/database/server-settings.ts'
import { DATABASE_PORT, type NetnsDatabase, type NodeSite } from '../datapath.ts'
import { startInPod } from '../node/process.ts'
import { readDatabaseStats, readVersion } from './read-statistics.ts'
import { makeTemplate, programPath } from './template.ts'

/** What the server prints once it takes connections; it refuses earlier ones, and would log each refusal. */
const READY = /database system is ready to accept connections/
/** A server on files in memory is ready after 0.1 s; a loaded machine may need longer. */
const READY_WITHIN_MS = 20_000
/** Longest path of a unix socket: sun_path has 108 bytes with the closing zero. */
const LONGEST_SOCKET_PATH = 107

export interface DatabaseProgram extends ProvingDatabase {
  program: Program
  /** What a reader of a report has to know of the server. */
  settings: string
  /** Every process of the server: it has one for each connection. */
  pids(): Promise<number[]>
}

/**
 * Starts the server; resolves when it answers.
 * @throws UnavailableError without PostgreSQL; BenchError with the server's last output lines when it does not start
 */
export async function startDatabase(
  site: NodeSite,
  { name, namespace, pod }: NetnsDatabase,
): Promise<DatabaseProgram> {
  const template = await site.onceARun('files of a database', () =>
    makeTemplate(
      join(site.runtimeDir, '..', '.database'),
      site.services.map((service) => service.name),
    ),
  )
  const folder = join(site.runtimeDir, name, 'database')
  const data = join(folder, 'data')
  refuseLongPath(folder)
  await mkdir(folder, { recursive: true })
  // The harness is root; everybody else is kept out of the socket, which asks for no password.
  await chown(folder, NOBODY, NOBODY)
  await chmod(folder, 0o700)
  await rm(data, { recursive: true, force: true }) // of an earlier bring-up
  await run('cp', ['--archive', template, data])
  const program = await startInPod({
    pod,
    role: 'app',
    title: `database ${name}.${namespace}`,
    command: [
      ...[programPath('postgres'), '-D', data],
      ...['-c', `listen_addresses=${pod.address}`, '-c', `port=${DATABASE_PORT}`],
      ...['-c', `unix_socket_directories=${folder}`],
    ],
    uid: NOBODY,
    ownIpc: true,
    logFile: join(site.logDir, `${name}.postgres.log`),
  })
  const at = { host: folder, port: DATABASE_PORT }
  const { version, rows } = await waitForProgram(program, 'to answer', READY_WITHIN_MS, () =>
    READY.test(program.lastLines()) ? readVersion(at) : undefined,
  )
  return {
    name,
    program,
    settings: settingsText(version, rows),
    stats: () => readDatabaseStats(at),
    pids: async () =>
      (await readFile(join(pod.appCgroup, 'cgroup.procs'), 'utf8')).split('\n').filter(Boolean).map(Number),
  }
}

/** @throws BenchError for a folder whose socket the kernel would refuse */
function refuseLongPath(folder: string): void {
  const path = join(folder, `.s.PGSQL.${DATABASE_PORT}`)
  if (path.length <= LONGEST_SOCKET_PATH) return
  throw new BenchError(
    `${path} is too long for a unix socket (${LONGEST_SOCKET_PATH} characters)`,
    'give the arm or the database a shorter name',
  )
}
