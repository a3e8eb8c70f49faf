/** For tests: starts the real load client program. */
import { fileURLToPath } from 'node:url'
import { start } from '../../system/command.ts'
import { createLoadClient, type LoadClient } from '../load-client.ts'

const PROGRAM = fileURLToPath(new URL('../client.ts', import.meta.url))

export interface LoadClientProgram extends AsyncDisposable {
  load: LoadClient
  kill(): void
}

/** @param through a command that the client is started through, such as `['unshare', '--mount']` */
export function startLoadClientProgram(through: string[] = []): LoadClientProgram {
  const [file, ...args] = [...through, process.execPath, PROGRAM]
  const child = start(file, args, { stdin: 'pipe', env: { PATH: process.env['PATH'] ?? '' } })
  const howItEnded = child.then((result) =>
    result.signal ? `was killed by ${result.signal}` : `exited with code ${result.exitCode}`,
  )
  return {
    load: createLoadClient(child.stdin!, child.stdout, howItEnded),
    kill: () => void child.kill('SIGKILL'),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await child
    },
  }
}
