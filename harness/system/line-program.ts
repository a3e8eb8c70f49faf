/** Talks with a program that answers each line on its stdin with one line of JSON on its stdout, such as the loaders of bpf/. */
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { BenchError } from '../errors.ts'
import type { Program } from './program.ts'

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

/** Begins the conversation. From now on nobody else may read what the program prints. */
export function converse(program: Program, advice: LineAdvice): LineConversation {
  const { child, title, assertAlive } = program
  const waiting: ((line: string | null) => void)[] = []
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(line))
  void child.then(() => {
    for (const settle of waiting.splice(0)) settle(null)
  })
  child.stdin?.on('error', () => undefined) // the program has ended; assertAlive throws the reason

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
      child.stdin?.write(commands.map((command) => command + '\n').join(''))
      return accepted(commands, await within(Promise.all(answers)))
    },
  }
}
