/** The Envoy of one pod: writes its files, starts its process, and waits until it serves. */
import { chown, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BenchError } from '../../../errors.ts'
import { killCgroup } from '../../../system/cgroup2.ts'
import { waitForProgram, type Program } from '../../../system/program.ts'
import { makeReadableFolder, writeReadableFile } from '../../../system/readable-files.ts'
import { envoyPath, PROXY_ID } from '../../../system/envoy.ts'
import { waitFor } from '../../../system/wait.ts'
import type { NodeSite } from '../datapath.ts'
import type { Pod } from '../node/pod.ts'
import { startInPod } from '../node/process.ts'
import { isReady } from './admin.ts'
import type { Message } from './config/message.ts'
import { WORKERS } from './istio.ts'

export interface EnvoyOfPod {
  pod: Pod
  program: Program
  adminSocket: string
}

/** Eleven Envoys are ready after about a second on two cores. A loaded machine may need many times longer. */
const READY_WITHIN_MS = 30_000
/** A killed process is gone after some milliseconds; a loaded machine may need longer. */
const ENDS_WITHIN_MS = 5000
/** Longest path of a unix socket: sun_path has 108 bytes with the closing zero. */
const LONGEST_SOCKET_PATH = 107

/** Makes a folder in which the user of a pod's proxy can write: Envoy creates its socket there. */
export async function makeProxyDirectory(site: NodeSite, pod: Pod): Promise<string> {
  const directory = join(site.runtimeDir, pod.name, 'proxy')
  makeReadableFolder(directory)
  await chown(directory, PROXY_ID, PROXY_ID)
  return directory
}

/** Path of the admin socket in a proxy's folder. @throws BenchError for a path that is too long for the kernel */
export function adminSocketIn(directory: string): string {
  const path = join(directory, 'admin.sock')
  if (path.length > LONGEST_SOCKET_PATH)
    throw new BenchError(
      `${path} is too long for a unix socket (${LONGEST_SOCKET_PATH} characters)`,
      'give the arm or the service a shorter name',
    )
  return path
}

/**
 * Starts Envoy as uid 1337 in the pod. Its configuration is written twice: as evidence, and where uid 1337 can read it.
 * @param other for an Envoy that replaces the first one: what the name of its evidence ends in, and further arguments
 */
export async function startEnvoy(
  site: NodeSite,
  pod: Pod,
  directory: string,
  config: Message,
  other: { keptAs: string; args: string[] } = { keptAs: '', args: [] },
): Promise<EnvoyOfPod> {
  const text = JSON.stringify(config, null, 1)
  const file = join(directory, 'envoy.json')
  writeReadableFile(file, text)
  await writeFile(join(site.configDir, `envoy-${pod.name}${other.keptAs}.json`), text)
  const program = await startInPod({
    pod,
    role: 'proxy',
    title: `Envoy of ${pod.name}`,
    uid: PROXY_ID,
    command: [
      envoyPath(),
      ...['--config-path', file],
      ...['--concurrency', String(WORKERS)],
      // With hot restart, all Envoys of a user would use the same abstract socket.
      '--disable-hot-restart',
      // Istio's log levels.
      ...['--log-level', 'warning', '--component-log-level', 'misc:error'],
      ...other.args,
    ],
    logFile: join(site.logDir, `${pod.name}.envoy.log`),
  })
  return { pod, program, adminSocket: adminSocketIn(directory) }
}

/** Ends the Envoy of a pod and returns when it has gone and another may be started. */
export async function endEnvoy(pod: Pod, directory: string): Promise<void> {
  await killCgroup(pod.proxyCgroup)
  await waitFor(`the Envoy of ${pod.name} to end`, ENDS_WITHIN_MS, async () =>
    (await readFile(join(pod.proxyCgroup, 'cgroup.procs'), 'utf8')) === '' ? true : undefined,
  )
  await rm(join(directory, 'admin.sock'), { force: true })
}

/** Waits until Envoy serves. @throws BenchError with Envoy's last output lines when it ended instead */
export const waitUntilReady = ({ program, adminSocket }: EnvoyOfPod): Promise<true> =>
  waitForProgram(program, 'to be ready', READY_WITHIN_MS, async () =>
    (await isReady(adminSocket)) ? true : undefined,
  )
