/** Progress on stderr. A terminal gets a status line, renewed at most once a second; a pipe or file gets a line a phase. */
import { styleText } from 'node:util'

export interface Progress {
  /** Prints a line that stays on the screen: a step that is finished, or something that failed. */
  phase(name: string, text: string): void
  /** Shows what is going on now, until the next status replaces it. Prints nothing on a pipe. */
  status(text: string): void
  close(): void
}

const NAME_WIDTH = 10
/** Printing more often would cost CPU on the machine that is being measured. */
const LEAST_INTERVAL_MS = 1000

export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  const live = stream.isTTY && process.env['TERM'] !== 'dumb' && !process.env['CI']
  let shown = false
  let lastAt = -LEAST_INTERVAL_MS
  const clear = () => {
    if (shown) stream.write('\r\x1b[2K')
    shown = false
  }
  const format = (name: string, text: string) =>
    `  ${styleText('dim', name.padEnd(NAME_WIDTH), { stream })} ${text}`
  return {
    phase(name, text) {
      clear()
      stream.write(format(name, text) + '\n')
    },
    status(text) {
      if (!live || performance.now() - lastAt < LEAST_INTERVAL_MS) return
      lastAt = performance.now()
      clear()
      stream.write(format('now', text.slice(0, stream.columns - NAME_WIDTH - 4)))
      shown = true
    },
    close: clear,
  }
}
