/** Starts the service program of a version once, outside of any pod: a program that does not load would be noticed only in the first bring-up. */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startMortal } from '../../../system/command.ts'
import { waitForProgram, watch } from '../../../system/program.ts'
import { serviceConfig } from '../../shared/service-config.ts'
import { nodeCommand } from './node-program.ts'

/** Far longer than a program takes that listens after a tenth of a second, on a loaded machine too. */
const LISTENS_WITHIN_MS = 20_000

/** Frames of Node's loader would push the file and the line that are wrong out of the last lines. */
const FEW_FRAMES = '--stack-trace-limit=2'

/**
 * Resolves when the program has said that it listens; it has then ended again.
 * @param program path of the service program
 * @param folder where its configuration and its socket are for so long
 * @throws BenchError with the program's last output lines when it ends or does not listen
 */
export async function tryService(program: string, folder: string): Promise<void> {
  const configFile = join(folder, 'trial.service.json')
  const socket = join(folder, 'trial.sock')
  const config = serviceConfig(
    'trial',
    { namespace: 'trial', steps: [], responseBytes: 1 },
    {
      ...{ control: socket, servicePort: 0, iterationsPerUs: 1 },
      hostOf: ({ call }) => call,
      databaseHostOf: ({ query }) => query,
    },
  )
  // Any free port, where only this machine can reach it.
  const listen = { address: '127.0.0.1', port: 0 }
  await writeFile(configFile, JSON.stringify({ ...config, listen }))
  const child = startMortal(nodeCommand(program, configFile), {
    stdin: 'ignore',
    env: { PATH: process.env['PATH'] ?? '', NODE_OPTIONS: FEW_FRAMES },
  })
  try {
    let listening = false
    child.stdout.on('data', () => (listening = true))
    const advice = 'name a version whose services start'
    const service = await watch('its service program', child, [child.stderr], advice)
    await waitForProgram(service, 'to listen', LISTENS_WITHIN_MS, () => listening || undefined)
  } finally {
    child.kill('SIGKILL')
    await child
    for (const file of [configFile, socket]) await rm(file, { force: true })
  }
}
