/** The other end of `system/line-program.ts`, for programs of ours: answers each line on stdin with one line of JSON, in order. */
import { createInterface } from 'node:readline'

/** Says that the program is ready, then answers commands until stdin ends; then the program ends. A command that throws is refused with the message. */
export function answerLines(commands: Record<string, () => object | Promise<object>>): void {
  const say = (answer: object) => process.stdout.write(`${JSON.stringify(answer)}\n`)
  const answer = async (line: string): Promise<object> => {
    try {
      const command = commands[line]
      if (!command) throw new Error(`known are ${Object.keys(commands).join(', ')}`)
      return { ok: true, ...(await command()) }
    } catch (error) {
      return { ok: false, error: error instanceof Error ? error.message : String(error) }
    }
  }
  let last: Promise<unknown> = Promise.resolve()
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      last = last.then(() => answer(line)).then(say)
    })
    .on('close', () => process.exit(0))
  say({ ok: true })
}
