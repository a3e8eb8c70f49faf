/** The one place that spawns processes. */
import { execa, ExecaError, type Options, type ResultPromise } from 'execa'
import { BenchError } from '../errors.ts'

/** A command's own words, kept short enough to read in a terminal. */
const MOST_STDERR_CHARACTERS = 2000

export interface CommandOptions {
  /** Text for its standard input. */
  input?: string
  env?: Record<string, string>
  cwd?: string
  /** Ended by force after this; commands of ours are quick unless stated. */
  timeoutMs?: number
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
      timeout: options.timeoutMs ?? 60_000,
      maxBuffer: 64 * 1024 * 1024,
    })
    return result.stdout
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error
    throw new BenchError(
      `${error.shortMessage}\n${String(error.stderr).slice(0, MOST_STDERR_CHARACTERS)}`.trim(),
      error.code === 'ENOENT'
        ? `install ${file}, or run \`npm run doctor\` for what this machine lacks`
        : 'run the command by hand to see more; `npm run doctor` lists what this machine lacks',
      undefined,
      { cause: error },
    )
  }
}

/** Like `run`, but tells failure by `null` where failing is an ordinary answer. */
export async function tryRun(
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string | null> {
  try {
    return await run(file, args, options)
  } catch {
    return null
  }
}

/** A program that runs on: its handle is execa's, its end never rejects. */
export function start(file: string, args: readonly string[], options: Options = {}): ResultPromise {
  return execa(file, args, { reject: false, cleanup: true, ...options })
}
