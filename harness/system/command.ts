/** The one place that spawns processes. */
import { execa, ExecaError } from 'execa'
import { BenchError } from '../errors.ts'
import { adviceOn, isLimit } from './refusals.ts'

/** A command's own words, kept short enough to read in a terminal. */
const MOST_STDERR_CHARACTERS = 2000

export interface CommandOptions {
  /** Text for its standard input. */
  input?: string
  env?: Record<string, string>
  cwd?: string
  /** Ended by force after this; commands of ours are quick unless stated. */
  timeoutMs?: number
  /** Ends it early. */
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
    const result = await execa(file, args, {
      ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
      ...(options.env && { env: options.env }),
      ...(options.cwd && { cwd: options.cwd }),
      ...(options.signal && { cancelSignal: options.signal }),
      timeout: options.timeoutMs ?? 60_000,
      // A session of its own: Ctrl-C on a terminal is for the harness, which must be able to finish what it began.
      detached: true,
      maxBuffer: 64 * 1024 * 1024,
    })
    return result.stdout
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
 * Like `run`, but tells failure by `null` where failing is an ordinary answer.
 * @throws BenchError where the program was not tried at all, because this process or machine has reached a limit
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

/** Where a program that runs on gets its input and environment; `pipe` stays open for a conversation. */
export interface ProgramOptions {
  stdin: 'ignore' | 'pipe'
  /** The whole environment: nothing of the caller's is passed on. */
  env: Record<string, string>
}

/** A program that runs on. Its promise tells how it ended and never rejects. */
export type RunningProgram = ReturnType<typeof start>

/**
 * Starts a program without waiting for its end. It has a session of its own, so that Ctrl-C reaches only the harness; what
 * must not outlive the harness is started by `startMortal`.
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
  /** cgroup2 directory that it joins before it begins; the harness's own where absent. */
  cgroup?: string
}

/**
 * `$1` is the harness, `$2` the cgroup or nothing, then the command. A process that was orphaned before it could ask to be
 * killed sees that by its parent.
 */
const BECOME_MORTAL = `
[ "$PPID" = "$1" ] || exit 1
[ -z "$2" ] || echo $$ > "$2/cgroup.procs" || exit 1
shift 2
exec "$@"`

/**
 * Starts a command that the kernel kills when this process dies, however it dies. Its pid is the command's. Two things undo
 * the order to die: a change of user (ask again after it) and forking (`exec` into the program).
 */
export function startMortal(command: readonly string[], { cgroup = '', ...options }: MortalOptions) {
  const mortal = ['--pdeathsig', 'KILL', '--', 'sh', '-c', BECOME_MORTAL, 'sh', `${process.pid}`, cgroup]
  return start('setpriv', [...mortal, ...command], options)
}
