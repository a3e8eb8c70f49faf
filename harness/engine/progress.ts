/** Progress for people, on stderr: one status line at most once a second on a terminal, one line a phase elsewhere. */
import { styleText } from 'node:util'

export interface Progress {
  /** A finished step: stays on the screen. */
  phase(name: string, text: string): void
  /** What is going on now; replaced by the next. On a pipe only `phase` is printed. */
  status(text: string): void
  close(): void
}

const NAME_WIDTH = 10
/** Rendering more often would cost CPU on the machine that is being measured. */
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
