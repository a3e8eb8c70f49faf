/** All processes of the harness are started here. */
import { execa, ExecaError } from 'execa'
import { BenchError } from '../errors.ts'
import { endGroup } from './end-group.ts'
import { adviceOn, isLimit } from './refusals.ts'

/** A command's stderr in messages is cut to this length, so that it can be read in a terminal. */
const MOST_STDERR_CHARACTERS = 2000

export interface CommandOptions {
  /** Text for its standard input. */
  input?: string
  env?: Record<string, string>
  cwd?: string
  /** The command is killed after this time. The default suits short commands. */
  timeoutMs?: number
  /** Ends the command early when aborted, with all that it has started. */
  signal?: AbortSignal
}

/**
 * Runs a program to its end and returns its stdout.
 * @throws BenchError with command, exit code or signal, and its stderr.
 */
export async function run(
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  try {
    const command = execa(file, args, {
      ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
      ...(options.env && { env: options.env }),
      ...(options.cwd && { cwd: options.cwd }),
      ...(options.signal && { cancelSignal: options.signal }),
      timeout: options.timeoutMs ?? 60_000,
      // The command has a session of its own, so that Ctrl-C reaches only the harness, which may need the command for teardown.
      detached: true,
      maxBuffer: 64 * 1024 * 1024,
    })
    if (options.signal) endGroup(command, options.signal)
    return (await command).stdout
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error
    throw new BenchError(
      `${error.shortMessage}\n${String(error.stderr).slice(0, MOST_STDERR_CHARACTERS)}`.trim(),
      error.code === 'ENOENT'
        ? `install ${file}, or run \`npm run doctor\` for what this machine lacks`
        : (adviceOn(error.code) ??
            'run the command by hand to see more; `npm run doctor` lists what this machine lacks'),
      undefined,
      { cause: error },
    )
  }
}

/**
 * Like `run`, but returns `null` when the command fails, for commands whose failure is an ordinary answer.
 * @throws BenchError when the program could not be started because this process or machine has reached a limit
 */
export async function tryRun(
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string | null> {
  try {
    return await run(file, args, options)
  } catch (error) {
    if (error instanceof BenchError && error.cause instanceof ExecaError && isLimit(error.cause.code))
      throw error
    return null
  }
}

/** Input and environment of a long-running program. A `pipe` stays open, so that the harness can talk with the program. */
export interface ProgramOptions {
  stdin: 'ignore' | 'pipe'
  /** The whole environment: nothing of the harness's environment is passed on. */
  env: Record<string, string>
}

/** A long-running program. Its promise is fulfilled with how the program ended, and never rejects. */
export type RunningProgram = ReturnType<typeof start>

/**
 * Starts a program without waiting for its end. The program has a session of its own, so that Ctrl-C reaches only the harness.
 * Use `startMortal` for a program that must not outlive the harness.
 */
export function start(file: string, args: readonly string[], options: ProgramOptions) {
  return execa(file, args, {
    reject: false,
    detached: true,
    buffer: false,
    stdin: options.stdin,
    stdout: 'pipe',
    stderr: 'pipe',
    extendEnv: false,
    env: options.env,
  })
}

export interface MortalOptions extends ProgramOptions {
  /** cgroup2 directory that the program joins before it begins; the harness's own cgroup where absent. */
  cgroup?: string
}

/**
 * `$1` is the pid of the harness, `$2` the cgroup or an empty string; the command follows. When the harness has died before this
 * process asked to be killed with it, the process has another parent, and exits.
 */
const BECOME_MORTAL = `
[ "$PPID" = "$1" ] || exit 1
[ -z "$2" ] || echo $$ > "$2/cgroup.procs" || exit 1
shift 2
exec "$@"`

/**
 * Starts a command that the kernel kills when this process dies, however it dies. The pid is that of the command itself. Two
 * things cancel the order to die: a change of user (give the order again afterwards), and forking (use `exec` to become the
 * program).
 */
export function startMortal(command: readonly string[], { cgroup = '', ...options }: MortalOptions) {
  const mortal = ['--pdeathsig', 'KILL', '--', 'sh', '-c', BECOME_MORTAL, 'sh', `${process.pid}`, cgroup]
  return start('setpriv', [...mortal, ...command], options)
}
