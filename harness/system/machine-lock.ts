/** Allows one run at a time on a machine: two runs would disturb each other's measurements. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { UnavailableError } from '../errors.ts'
import { livingRun } from './run-owner.ts'

/**
 * Name of an abstract unix socket, which has no file (unix(7)). The kernel gives the name to one process and frees it when this
 * process ends, however it ends. So nothing has to be cleaned up, and of two runs that start together exactly one gets the name.
 */
const NAME = '\0hopbench-run'

/**
 * Locks the machine until this process ends, or until the returned function is called.
 * @throws UnavailableError that names the run that holds the lock.
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
      'wait for its end: two runs would disturb each other; nothing has been started',
    )
  }
  return () => server[Symbol.asyncDispose]()
}
