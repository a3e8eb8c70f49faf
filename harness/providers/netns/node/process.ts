/** Programs inside pods: spawned so that the pid is the program, and so that none outlives the harness. */
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { BenchError } from '../../../errors.ts'
import { startMortal, type RunningProgram } from '../../../system/command.ts'
import { POD_ETC_FILES, type Pod } from './pod.ts'

export interface PodProcessSpec {
  pod: Pod
  role: 'app' | 'proxy'
  /** What messages call it: "Envoy of orders". */
  title: string
  command: string[]
  /** User and group; root where absent. Istio's proxy is 1337. */
  uid?: number
  logFile: string
  /** Whether its stdin and stdout are ours to talk over. */
  conversation?: boolean
}

export interface PodProcess {
  title: string
  pid: number
  child: RunningProgram
  /** null while it runs, else how it ended. */
  ended(): string | null
  /** Its last lines, for messages. */
  lastWords(): string
}

/** Lines kept of a program's output for error messages. */
const LINES_KEPT = 15

/**
 * Starts a program in a pod: joins the cgroup, then the network namespace, then a private mount namespace with the pod's
 * files of /etc, then drops to the uid (and asks again to be killed when the harness dies), then becomes the program.
 */
export async function startInPod(spec: PodProcessSpec): Promise<PodProcess> {
  const { pod } = spec
  const cgroup = spec.role === 'proxy' ? pod.proxyCgroup : pod.appCgroup
  const binds = POD_ETC_FILES.map((file) => `mount --bind ${join(pod.etcDir, file)} /etc/${file}`).join(
    ' && ',
  )
  const identity =
    spec.uid === undefined
      ? ''
      : `setpriv --reuid ${String(spec.uid)} --regid ${String(spec.uid)} --clear-groups --pdeathsig KILL --`
  const inside = `${binds} && exec ${identity} "$@"`
  const script = `echo $$ > ${cgroup}/cgroup.procs && exec nsenter --net=/run/netns/${pod.netns} unshare --mount --propagation private sh -c '${inside}' sh "$@"`
  await mkdir(dirname(spec.logFile), { recursive: true })
  const child = startMortal(script, spec.command, {
    stdin: spec.conversation ? 'pipe' : 'ignore',
    // Programs of a pod see nothing of the caller's environment: the same run for everybody.
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
  })
  const kept: string[] = []
  const log = createWriteStream(spec.logFile, { flags: 'a' })
  // A full disk must not end the run: the log is for people, the last lines are kept in memory.
  log.on('error', () => log.destroy())
  const keep = (chunk: Buffer) => {
    if (!log.destroyed) log.write(chunk)
    kept.push(...chunk.toString().split('\n').filter(Boolean))
    kept.splice(0, kept.length - LINES_KEPT)
  }
  child.stderr.on('data', keep)
  if (!spec.conversation) child.stdout.on('data', keep)
  let end: string | null = null
  void child.then((result) => {
    end = result.signal ? `was killed by ${result.signal}` : `exited with code ${String(result.exitCode)}`
    log.end()
  })
  if (child.pid === undefined)
    throw new BenchError(`${spec.title} could not be started`, 'is `sh` on the PATH?')
  return { title: spec.title, pid: child.pid, child, ended: () => end, lastWords: () => kept.join('\n') }
}

/** @throws BenchError with the program's last lines when it has ended. */
export function assertRunning(process: PodProcess): void {
  const end = process.ended()
  if (end === null) return
  throw new BenchError(
    `${process.title} ${end}. Its last lines:\n${process.lastWords() || '(nothing was printed)'}`,
    'the lines above are its own; the whole log is in the run folder',
  )
}
