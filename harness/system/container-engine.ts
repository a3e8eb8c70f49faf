/** Uses the container engine of this machine, Docker or Podman, through its command line. */
import { messageOf, UnavailableError } from '../errors.ts'
import { run, start, type CommandOptions, type RunningProgram } from './command.ts'
import { findProgram } from './probes.ts'

export type EngineName = 'docker' | 'podman'

export interface ContainerEngine {
  name: EngineName
  version: string
  /** Environment variables that make kind use this engine. */
  kindEnvironment: Record<string, string>
  /** Runs a command of the engine: `run(['image', 'ls'])`. @throws BenchError with the engine's stderr */
  run(args: readonly string[], options?: CommandOptions): Promise<string>
  /** Starts a command of the engine whose input or output is a stream. */
  start(args: readonly string[], stdin: 'ignore' | 'pipe'): RunningProgram
  /** Runs a command in a container and returns its stdout. @throws BenchError with exit code and stderr */
  exec(container: string, command: readonly string[], options?: CommandOptions): Promise<string>
  /** Returns the full id of a running container, and the pid of its first process on this machine. */
  inspect(container: string): Promise<{ id: string; pid: number }>
  /** Pauses containers; returns once none of their processes runs. Containers that are already paused stay paused. */
  pause(containers: readonly string[]): Promise<void>
  unpause(containers: readonly string[]): Promise<void>
}

/** Arguments that print the version of the engine's server, and fail when the server does not run. */
const VERSION: Record<EngineName, string[]> = {
  docker: ['version', '--format', '{{.Server.Version}}'],
  podman: ['info', '--format', '{{.Version.Version}}'],
}
/** An engine that has not answered after this time hangs. */
const ANSWERS_WITHIN_MS = 10_000

/** The engines to try. kind's environment variable decides where it is set, so that hopbench and kind use the same engine. */
function candidates(): EngineName[] {
  const chosen = process.env['KIND_EXPERIMENTAL_PROVIDER']
  return chosen === 'docker' || chosen === 'podman' ? [chosen] : ['docker', 'podman']
}

/**
 * The container engine that kind would use: the first that answers.
 * @throws UnavailableError when no engine is installed, running, or permitted to this user; with what to do
 */
export async function findContainerEngine(): Promise<ContainerEngine> {
  const problems: UnavailableError[] = []
  for (const name of candidates()) {
    if (findProgram(name) === null) continue
    try {
      return await askEngine(name)
    } catch (error) {
      problems.push(engineProblem(name, messageOf(error)))
    }
  }
  throw (
    problems[0] ??
    new UnavailableError(
      `there is no container engine: ${candidates().join(' or ')} is not on the PATH`,
      `install Docker (Debian and Ubuntu: \`sudo apt-get install docker.io\`) or Podman`,
    )
  )
}

/** All engines that answer: an earlier run may have used another engine than a run would use today. */
export async function answeringEngines(): Promise<ContainerEngine[]> {
  const asked = await Promise.allSettled(
    (['docker', 'podman'] as const).filter((name) => findProgram(name) !== null).map(askEngine),
  )
  return asked.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
}

/** Why an installed engine refuses commands, judged by its output. */
export function engineProblem(name: EngineName, output: string): UnavailableError {
  if (/permission denied/i.test(output))
    return new UnavailableError(
      `${name} is there, but this user may not use it`,
      `run as root, or add the user to its group: \`sudo usermod -aG ${name} $USER\`, then log in again`,
    )
  if (/cannot connect|is the docker daemon running|connection refused|no such file/i.test(output))
    return new UnavailableError(
      `${name} is installed, but not running`,
      name === 'docker' ? 'start it: `sudo systemctl start docker`' : 'start it, and see `podman info`',
    )
  const own = output.split('\n').filter((line) => line !== '')
  return new UnavailableError(
    `${name} does not answer: ${own.slice(0, 3).join(': ')}`,
    `see \`${name} info\``,
  )
}

async function askEngine(name: EngineName): Promise<ContainerEngine> {
  const version = (await run(name, VERSION[name], { timeoutMs: ANSWERS_WITHIN_MS })).trim()
  const engine = (args: readonly string[], options?: CommandOptions) => run(name, args, options)
  const changeState = async (containers: readonly string[], from: 'running' | 'paused', command: string) => {
    if (containers.length === 0) return
    const states = await engine(['inspect', '--format', '{{.Name}} {{.State.Status}}', ...containers])
    const wanted = states
      .split('\n')
      .map((line) => line.split(' '))
      .flatMap(([container, state]) => (state === from && container ? [container.replace(/^\//, '')] : []))
    if (wanted.length > 0) await engine([command, ...wanted])
  }
  return {
    name,
    version,
    kindEnvironment: name === 'podman' ? { KIND_EXPERIMENTAL_PROVIDER: 'podman' } : {},
    run: engine,
    start: (args, stdin) => start(name, args, { stdin, env: environment() }),
    exec: (container, command, options = {}) =>
      engine(['exec', ...(options.input === undefined ? [] : ['-i']), container, ...command], options),
    async inspect(container) {
      const [id, pid] = (await engine(['inspect', '--format', '{{.Id}} {{.State.Pid}}', container])).split(
        ' ',
      )
      return { id: id!, pid: Number(pid) }
    },
    pause: (containers) => changeState(containers, 'running', 'pause'),
    unpause: (containers) => changeState(containers, 'paused', 'unpause'),
  }
}

/**
 * The harness's whole environment and `more`. `start` passes no environment by itself, and an engine finds its server through
 * environment variables.
 */
export const environment = (more: Record<string, string> = {}): Record<string, string> => ({
  ...Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ),
  ...more,
})
