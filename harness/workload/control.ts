/**
 * The control endpoint of a service, through which the harness reads counters and requests probes. It speaks HTTP, on a socket or
 * port of its own.
 */
import { rmSync } from 'node:fs'
import { createServer, type Agent, type IncomingMessage, type Server } from 'node:http'
import type { ServiceConfig } from './config.ts'
import type { ServiceCounters } from './counters.ts'
import type { Databases } from './database.ts'
import { probeDatabase, type DatabaseProbe } from './probe-database.ts'
import { probeDns, type DnsProbe } from './probe-dns.ts'
import { probeHttp, type HttpProbe } from './probe-http.ts'
import { closeIdle } from './upstream.ts'

/** Starts the control endpoint; resolves with the server once it listens. */
export function startControl(
  config: ServiceConfig,
  counters: ServiceCounters,
  pool: Agent,
  databases: Databases,
): Promise<Server> {
  const commands: Record<string, (body: unknown) => unknown> = {
    'GET /stats': () => counters,
    'POST /close-idle': async () => ({ closed: closeIdle(pool) + (await databases.closeIdle()) }),
    'POST /probe-http': async (body) => ({ outcome: await probeHttp(body as HttpProbe, config.name) }),
    'POST /probe-database': async (body) => ({ outcome: await probeDatabase(body as DatabaseProbe) }),
    'POST /probe-dns': async (body) => ({ outcome: await probeDns(body as DnsProbe) }),
  }
  const server = createServer((request, response) => {
    const command = commands[`${request.method} ${request.url}`]
    const reply = (status: number, value: unknown) =>
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value))
    if (!command) {
      reply(404, { error: `there are: ${Object.keys(commands).join(', ')}` })
      return
    }
    readJson(request)
      .then(command)
      .then(
        (value) => reply(200, value),
        (error: unknown) => reply(400, { error: String(error) }),
      )
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    const listening = () => resolve(server)
    if (typeof config.control === 'string') {
      // An earlier process may have left the socket, and binding to an existing path fails.
      rmSync(config.control, { force: true })
      server.listen(config.control, listening)
    } else {
      server.listen(config.control.port, '127.0.0.1', listening)
    }
  })
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  return text === '' ? undefined : JSON.parse(text)
}
