/** For tests: runs the real service program on loopback. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request, type RequestOptions } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { start } from '../../system/command.ts'
import { waitFor } from '../../system/wait.ts'
import type { ServiceConfig } from '../config.ts'
import type { ServiceCounters } from '../counters.ts'

const PROGRAM = fileURLToPath(new URL('../service.ts', import.meta.url))

export interface Answer {
  status: number
  body: string
}

export interface ServiceProgram extends AsyncDisposable {
  port: number
  /** Sends a request on a connection of its own. */
  ask(headers?: Record<string, string>, body?: string, path?: string): Promise<Answer>
  stats(): Promise<ServiceCounters>
  /** Sends a command to the control endpoint. */
  command(path: string, body?: object): Promise<Record<string, unknown>>
  /** Sends SIGTERM and returns how the program ended. */
  terminate(): Promise<string>
}

export async function startServiceProgram(changes: Partial<ServiceConfig> = {}): Promise<ServiceProgram> {
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-service-'))
  const socketPath = join(folder, 'control.sock')
  const config: ServiceConfig = {
    name: 'orders',
    listen: { address: '127.0.0.1', port: 0 },
    control: socketPath,
    steps: [],
    responseBytes: 10,
    upstreamTimeoutMs: 300,
    ...changes,
  }
  const configFile = join(folder, 'service.json')
  writeFileSync(configFile, JSON.stringify(config))
  const child = start(process.execPath, [PROGRAM, configFile], { stdin: 'ignore', env: {} })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const port = await waitFor('the service to listen', 10_000, () => {
    const match = /^orders is listening on 127\.0\.0\.1:(\d+)$/m.exec(output)
    return match ? Number(match[1]) : undefined
  })
  const control = async (method: string, path: string, body?: object) =>
    JSON.parse(
      (await exchange({ socketPath, method, path, agent: false }, body && JSON.stringify(body))).body,
    ) as unknown
  return {
    port,
    ask: (headers = {}, body, path = '/') =>
      exchange(
        { host: '127.0.0.1', port, path, headers, method: body === undefined ? 'GET' : 'POST', agent: false },
        body,
      ),
    stats: async () => (await control('GET', '/stats')) as ServiceCounters,
    command: async (path, body) => (await control('POST', path, body)) as Record<string, unknown>,
    async terminate() {
      child.kill('SIGTERM')
      const { signal, exitCode } = await child
      return signal ?? `exit ${exitCode}`
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await child
      rmSync(folder, { recursive: true })
    },
  }
}

function exchange(options: RequestOptions, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(options, (answer) => {
      let text = ''
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text }))
      answer.on('error', reject)
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
