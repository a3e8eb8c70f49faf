/** One run at a time on a machine: two at once would measure each other. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { UnavailableError } from '../errors.ts'
import { livingRun } from './run-owner.ts'

/**
 * A unix socket without a file (unix(7), abstract): the kernel gives the name to one process and takes it back when that
 * process ends, however it ends. Nothing has to be cleaned, and of two that start together exactly one gets it.
 */
const NAME = '\0hopbench-run'

/**
 * Takes the machine until this process ends, or until what is returned is called.
 * @throws UnavailableError naming the run that has it.
 */
export async function lockMachine(): Promise<() => Promise<void>> {
  const server = createServer().unref()
  try {
    server.listen(NAME)
    await once(server, 'listening')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    const other = livingRun()
    throw new UnavailableError(
      `another run is under way on this machine${other === null ? '' : `: ${other}`}`,
      'wait for its end: two at once would measure each other; nothing has been started',
    )
  }
  return () => server[Symbol.asyncDispose]()
}
