/** How Node programs of a pod (services, load client) are started. */

/**
 * V8 tidies up a heap that has been idle, and throws away compiled code that no request used for a while. An arm is idle
 * only because it is frozen between its trials: without these flags one trial in five began with code to be compiled again
 * (seen: p50 900 µs falling to 600 within the 5 s, and half as much CPU again). A service under steady load keeps its code.
 */
const KEEP_COMPILED_CODE = ['--no-memory-reducer', '--no-flush-bytecode']

/** The command line of a TypeScript program. */
export const nodeCommand = (program: string, ...args: string[]): string[] => [
  process.execPath,
  ...KEEP_COMPILED_CODE,
  program,
  ...args,
]
