/** Handles Ctrl-C: the first one ends the run with its teardown, the second one ends the program at once. */
import { EXIT } from '../errors.ts'

export interface Interrupt extends Disposable {
  signal: AbortSignal
}

/** Listens for signals until disposed. `clean` removes what a second Ctrl-C leaves behind. */
export function listenForInterrupt(): Interrupt {
  const controller = new AbortController()
  const interrupt = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted)
    process.stderr.write(
      `\n  ${name}: tearing the run down; a second ${name} ends it at once, and \`npm run clean\` removes the rest\n`,
    )
    controller.abort(new Error(`interrupted by ${name}`))
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      process.off('SIGINT', interrupt)
      process.off('SIGTERM', interrupt)
    },
  }
}
