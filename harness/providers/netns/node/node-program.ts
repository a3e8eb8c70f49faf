/** The command line and the environment with which Node programs of a pod (services, load client) are started. */

/**
 * V8 shrinks the heap of an idle program, and discards compiled code that was not used for a while. An arm is idle only because
 * it is frozen between its trials; a service under steady load keeps its code. Without these flags one trial in five began with
 * code that had to be compiled again (seen: p50 fell from 900 to 600 µs within the 5 s, and CPU was half as much again).
 */
const KEEP_COMPILED_CODE = ['--no-memory-reducer', '--no-flush-bytecode']

/** The command line of a TypeScript program. */
export const nodeCommand = (program: string, ...args: string[]): string[] => [
  process.execPath,
  ...KEEP_COMPILED_CODE,
  program,
  ...args,
]

/**
 * Node stores compiled code in this folder, and the programs of the next bring-up read it: a service then listens after 65 ms
 * instead of 113. The programs write it as soon as they are ready, since they are killed at the end.
 */
export const nodeEnvironment = ({ compileCache }: { compileCache: string }): Record<string, string> => ({
  NODE_COMPILE_CACHE: compileCache,
})
