/** Starts programs inside pods. The pid is that of the program itself, and no program outlives the harness. */
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { inNetns } from '../../../system/network-namespace.ts'
import { watch, type Program } from '../../../system/program.ts'
import { startMortal } from '../../../system/command.ts'
import { POD_ETC_FILES, type Pod } from './pod.ts'

export interface PodProgramSpec {
  pod: Pod
  role: 'app' | 'proxy'
  /** Name of the program in messages: "Envoy of orders". */
  title: string
  command: string[]
  /** User and group id; root where absent. Istio's proxy has 1337. */
  uid?: number
  logFile: string
  /** Variables besides PATH. */
  env?: Record<string, string>
  /** Whether it has an IPC namespace of its own, so that its System V shared memory ends with it, however it ends. */
  ownIpc?: boolean
  /** Whether the harness talks with the program over stdin and stdout. */
  conversation?: boolean
}

/** `$1` is the folder with the pod's files of /etc, which are mounted over the host's. The command follows. */
const WITH_OWN_ETC = `
for file in ${POD_ETC_FILES.join(' ')}; do mount --bind "$1/$file" "/etc/$file" || exit 1; done
shift
exec "$@"`

/**
 * Starts a program in a pod. The process joins the cgroup, then the network namespace, then a private mount namespace with the
 * pod's files of /etc, drops to the uid (and asks again to be killed when the harness dies), and then becomes the program.
 * @throws BenchError with the system's reason when it could not be started
 */
export async function startInPod(spec: PodProgramSpec): Promise<Program> {
  const { pod, uid, command } = spec
  const asUser = [
    'setpriv',
    '--reuid',
    `${uid}`,
    '--regid',
    `${uid}`,
    '--clear-groups',
    '--pdeathsig',
    'KILL',
    '--',
  ]
  const inMountNamespace = [
    ...['unshare', ...(spec.ownIpc ? ['--ipc'] : []), '--mount', '--propagation', 'private'],
    ...['sh', '-c', WITH_OWN_ETC, 'sh'],
  ]
  await mkdir(dirname(spec.logFile), { recursive: true })
  const child = startMortal(
    inNetns(pod.netns, [
      ...inMountNamespace,
      pod.etcDir,
      ...(uid === undefined ? [] : asUser),
      ...command,
    ]).flat(),
    {
      cgroup: spec.role === 'proxy' ? pod.proxyCgroup : pod.appCgroup,
      stdin: spec.conversation ? 'pipe' : 'ignore',
      // Programs of a pod get nothing of the caller's environment, so that a run is the same for every user.
      env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...spec.env },
    },
  )
  const streams = spec.conversation ? [child.stderr] : [child.stderr, child.stdout]
  const log = createWriteStream(spec.logFile, { flags: 'a' })
  // A full disk must not end the run because of a log. The last output lines are also kept in memory.
  log.on('error', () => log.destroy())
  for (const stream of streams)
    stream.on('data', (chunk: Buffer) => {
      if (!log.destroyed) log.write(chunk)
    })
  void child.then(() => log.end())
  return watch(
    spec.title,
    child,
    streams,
    'the lines above are what it printed last; the whole log is in the run folder',
  )
}
