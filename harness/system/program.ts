/** A program that runs on, as errors tell of it: what it is called, how it ended, and what it said last. */
import type { Readable } from 'node:stream'
import { BenchError } from '../errors.ts'
import type { RunningProgram } from './command.ts'
import { keepLastLines } from './last-lines.ts'
import { adviceOn } from './refusals.ts'
import { waitFor } from './wait.ts'

export interface Program {
  /** What messages call it: "Envoy of orders". */
  title: string
  child: RunningProgram
  pid: number
  /** null while it runs, else how it ended: "exited with code 1". */
  ended(): string | null
  /** Its last lines, for messages. */
  lastLines(): string
  /** @throws BenchError with how it ended and its last lines, when it has. */
  assertAlive: () => void
}

/**
 * Watches a program that was just started.
 * @param streams the streams whose last lines tell a reader why it ended; stderr where stdout is a conversation
 * @param advice what to do when it has ended
 * @throws BenchError with the system's reason when it could not be started
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
 * Like `waitFor`, for something that a program does: a program that ends is not waited for.
 * @throws BenchError with its last lines when it ended, or did not do it in time
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
