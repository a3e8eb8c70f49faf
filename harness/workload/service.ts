/** `node service.ts <config.json>`: a small HTTP/1.1 server that acts as any service of a topology. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { flushCompileCache } from 'node:module'
import type { ServiceConfig } from './config.ts'
import { startControl } from './control.ts'
import { newCounters } from './counters.ts'
import { openDatabases } from './database.ts'
import { createRequestHandler } from './request-handler.ts'
import { createPool } from './upstream.ts'

const [configFile] = process.argv.slice(2)
if (configFile === undefined) {
  console.error('usage: node service.ts <config.json>')
  process.exit(2)
}

// Exit at once on SIGTERM. As PID 1 of a container the program would otherwise ignore the signal.
process.on('SIGTERM', () => process.exit(0))

const config = JSON.parse(readFileSync(configFile, 'utf8')) as ServiceConfig
const counters = newCounters()
const pool = createPool()
const databases = await openDatabases(config, counters)

const server = createServer({
  // 0: never close idle connections. A thawed arm must find its connections still open.
  keepAliveTimeout: 0,
  headersTimeout: 0,
  requestTimeout: 0,
  noDelay: true,
})
server.on('request', createRequestHandler(config, counters, pool, databases))
server.on('connection', () => {
  counters.connectionsAccepted++
})

await startControl(config, counters, pool, databases)
server.listen(config.listen.port, config.listen.address, () => {
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : config.listen.port
  console.log(`${config.name} is listening on ${config.listen.address}:${port}`)
  // Does nothing unless NODE_COMPILE_CACHE is set. Without this line a program that is killed would never write its cache.
  flushCompileCache()
})
server.on('error', (error) => {
  console.error(`${config.name} cannot listen: ${error.message}`)
  process.exit(1)
})
