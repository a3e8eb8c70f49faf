/** Watches a long-running program for error messages: its name, how it ended, and its last output lines. */
import type { Readable } from 'node:stream'
import { BenchError } from '../errors.ts'
import type { RunningProgram } from './command.ts'
import { keepLastLines } from './last-lines.ts'
import { adviceOn } from './refusals.ts'
import { waitFor } from './wait.ts'

export interface Program {
  /** Name of the program in messages: "Envoy of orders". */
  title: string
  child: RunningProgram
  pid: number
  /** How the program ended, such as "exited with code 1"; null while it runs. */
  ended(): string | null
  /** Last output lines of the program, for messages. */
  lastLines(): string
  /** @throws BenchError with how the program ended and its last output lines, when it has ended. */
  assertAlive: () => void
}

/**
 * Watches a program that was just started.
 * @param streams the streams whose last lines show why the program ended; only stderr where the harness talks over stdout
 * @param advice what the user can do when the program has ended
 * @throws BenchError with the system's reason when the program could not be started
 */
export async function watch(
  title: string,
  child: RunningProgram,
  streams: Readable[],
  advice: string,
): Promise<Program> {
  const lastLines = keepLastLines(...streams)
  let end: string | null = null
  const ending = child.then((result) => (end = howItEnded(result)))
  if (child.pid === undefined) {
    const { code } = await child
    throw new BenchError(`${title} ${await ending}`, adviceOn(code) ?? 'run `npm run doctor`')
  }
  return {
    title,
    child,
    pid: child.pid,
    ended: () => end,
    lastLines,
    assertAlive: () => {
      if (end === null) return
      throw new BenchError(
        `${title} ${end}. Its last lines:\n${lastLines() || '(nothing was printed)'}`,
        advice,
      )
    },
  }
}

/** "exited with code 1", "was killed by SIGKILL", "could not be started: spawn kind ENOENT". */
export const howItEnded = ({ signal, exitCode, originalMessage }: Awaited<RunningProgram>): string =>
  signal
    ? `was killed by ${signal}`
    : exitCode === undefined
      ? `could not be started: ${originalMessage ?? 'the system gave no reason'}`
      : `exited with code ${exitCode}`

/**
 * Waits like `waitFor` for something that a program does, but no longer than the program runs.
 * @throws BenchError with the program's last output lines when the program ended or took too long
 */
export async function waitForProgram<T>(
  program: Program,
  what: string,
  timeoutMs: number,
  check: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const seen = await waitFor(`${program.title} ${what}`, timeoutMs, async () => {
    if (program.ended() !== null) return { value: undefined }
    const value = await check()
    if (value !== undefined) return { value }
    const lines = program.lastLines()
    if (lines) throw new Error(`its last lines:\n${lines}`)
    return undefined
  })
  program.assertAlive()
  return seen.value!
}
