/** Runs programs in containers: to their end (execIn), or with open stdin and stdout (startExec). */
import { Exec, type V1Status } from '@kubernetes/client-node'
import { PassThrough, type Readable, type Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { BenchError } from '../../../errors.ts'
import { keepLastLines } from '../../../system/last-lines.ts'
import type { ClusterApi } from './connect.ts'
import { atApi } from './failure.ts'

export interface Container {
  namespace: string
  pod: string
  container: string
}

const EXEC_TIMEOUT_MS = 30_000
const MOST_STDERR_CHARACTERS = 1000

/**
 * Runs a command in a container and returns what it printed, byte for byte.
 * @throws BenchError with the command's exit code and stderr, or saying that the command took too long
 */
export async function execIn(
  api: ClusterApi,
  where: Container,
  command: string[],
): Promise<{ stdout: Buffer; stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const [printed, complained] = [buffer(stdout), buffer(stderr)]
  const { promise: status, resolve, reject } = Promise.withResolvers<V1Status>()
  const action = `run \`${command.join(' ').slice(0, 120)}\` in ${nameOf(where)}`
  const socket = await atApi(
    action,
    new Exec(api.kubeConfig).exec(
      where.namespace,
      where.pod,
      where.container,
      command,
      stdout,
      stderr,
      null,
      false,
      resolve,
    ),
  )
  const lost = () =>
    reject(new BenchError(`could not ${action}: the connection was lost`, 'is the API server up?'))
  socket.addEventListener('close', lost)
  const timer = setTimeout(() => {
    reject(
      new BenchError(`${action} took over ${EXEC_TIMEOUT_MS / 1000} s`, 'try it by hand with `kubectl exec`'),
    )
  }, EXEC_TIMEOUT_MS)
  try {
    const { status: outcome, message } = await status
    const complaint = (await complained).toString()
    if (outcome !== 'Success')
      throw new BenchError(
        `could not ${action}: ${message ?? 'it failed'}\n${complaint.slice(0, MOST_STDERR_CHARACTERS)}`.trim(),
        'the command printed the lines above; try it by hand with `kubectl exec`',
      )
    return { stdout: await printed, stderr: complaint }
  } finally {
    clearTimeout(timer)
    socket.close()
  }
}

export interface RunningExec {
  stdin: Writable
  stdout: Readable
  /** Fulfilled when the command or the connection to it has ended, with a text that says how. */
  ended: Promise<string>
  /** The last lines of the command's stderr. */
  lastLines(): string
  close(): void
}

/** Starts a command and returns its streams. The command ends with the connection. */
export async function startExec(api: ClusterApi, where: Container, command: string[]): Promise<RunningExec> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const { promise: ended, resolve } = Promise.withResolvers<string>()
  const lastLines = keepLastLines(stderr)
  const socket = await atApi(
    `start \`${command.join(' ').slice(0, 120)}\` in ${nameOf(where)}`,
    new Exec(api.kubeConfig).exec(
      where.namespace,
      where.pod,
      where.container,
      command,
      stdout,
      stderr,
      stdin,
      false,
      ({ message }) => resolve(message ?? 'ended'),
    ),
  )
  socket.addEventListener('close', () => {
    resolve('lost its connection through the API server')
    stdout.end()
  })
  // An error is followed by a close, which is handled above.
  socket.addEventListener('error', () => undefined)
  return { stdin, stdout, ended, lastLines, close: () => socket.close() }
}

const nameOf = ({ namespace, pod, container }: Container): string => `${namespace}/${pod} (${container})`
