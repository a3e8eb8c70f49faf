/** Talks with a program that answers each line on its stdin with one line of JSON on its stdout, such as the loaders of bpf/. */
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { BenchError } from '../errors.ts'

/** What every answer begins with. Further fields depend on the command. */
export type LineAnswer = { ok: true } | { ok: false; error: string }

export interface LineConversation {
  /** The line that the program prints by itself when it is ready. @throws BenchError when the program refuses or ends */
  ready(): Promise<void>
  /**
   * Sends commands, and returns their answers in the same order.
   * @throws BenchError when the program refuses one of them, has ended, or does not answer
   */
  exchange(commands: readonly string[]): Promise<LineAnswer[]>
}

export interface LineAdvice {
  withinMs: number
  /** What a user can do when the program does not answer in time. */
  ifLate: string
  /** What a user can do when the program refuses a command. */
  ifRefused: string
}

/** The program at the other end, wherever it runs. */
export interface LineEnd {
  /** Its name in messages. */
  title: string
  stdin: Writable | null
  stdout: Readable
  /** Fulfilled when the program, or the connection to it, has ended. */
  ended: PromiseLike<unknown>
  /** @throws BenchError with how it ended */
  assertAlive: () => void
}

/** Begins the conversation. From now on nobody else may read what the program prints. */
export function converse(program: LineEnd, advice: LineAdvice): LineConversation {
  const { title, stdin, stdout, ended, assertAlive } = program
  const waiting: ((line: string | null) => void)[] = []
  createInterface({ input: stdout }).on('line', (line) => waiting.shift()?.(line))
  void ended.then(() => {
    for (const settle of waiting.splice(0)) settle(null)
  })
  stdin?.on('error', () => undefined) // the program has ended; assertAlive throws the reason

  const nextLine = () => new Promise<string | null>((resolve) => waiting.push(resolve))
  const within = async (answers: Promise<(string | null)[]>): Promise<LineAnswer[]> => {
    const timer = new AbortController()
    const late = sleep(advice.withinMs, null, { signal: timer.signal }).catch(() => null)
    const lines = await Promise.race([answers, late])
    timer.abort()
    assertAlive()
    if (lines === null)
      throw new BenchError(`${title} did not answer within ${advice.withinMs} ms`, advice.ifLate)
    return lines.map((line) => JSON.parse(line ?? '{"ok":false,"error":"it ended"}') as LineAnswer)
  }
  const accepted = (commands: readonly string[], answers: LineAnswer[]): LineAnswer[] => {
    answers.forEach((answer, index) => {
      if (!answer.ok)
        throw new BenchError(`${title} refused "${commands[index]}": ${answer.error}`, advice.ifRefused)
    })
    return answers
  }
  return {
    async ready() {
      accepted(['start'], await within(Promise.all([nextLine()])))
    },
    async exchange(commands) {
      assertAlive()
      const answers = commands.map(nextLine)
      stdin?.write(commands.map((command) => command + '\n').join(''))
      return accepted(commands, await within(Promise.all(answers)))
    },
  }
}
