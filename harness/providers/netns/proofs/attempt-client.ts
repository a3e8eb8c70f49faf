/** A separate program: reads requests from stdin, tries all at once, and prints how each ended. */
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { request } from 'node:http'
import { connect as connectTcp } from 'node:net'
import { connect as openTls } from 'node:tls'
import type { Attempt } from './attempts.ts'

/** Over loopback and veths an answer takes milliseconds. */
const TIMEOUT_MS = 3000

function outcomeOf(attempt: Attempt): Promise<string> {
  return new Promise((resolve) => {
    const { address, port, host, headers, method = 'GET', path = '/', tls } = attempt
    const outgoing = request({
      method,
      path,
      headers: { ...headers, host },
      // With this option Node uses no agent, so each request has its own connection.
      createConnection: () => (tls ? connectTls(address, port, tls) : connectTcp(port, address)),
    })
    const timer = setTimeout(() => outgoing.destroy(new Error('timeout')), TIMEOUT_MS)
    outgoing.on('response', (answer) => {
      answer.on('error', () => undefined)
      answer.resume()
      answer.on('close', () => {
        clearTimeout(timer)
        resolve(`HTTP ${answer.statusCode ?? 0}`)
      })
    })
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      resolve(error.code ?? error.message)
    })
    outgoing.end()
  })
}

const connectTls = (host: string, port: number, tls: NonNullable<Attempt['tls']>) =>
  openTls({
    host,
    port,
    ca: readFileSync(tls.authority),
    ...(tls.certificate && { cert: readFileSync(tls.certificate) }),
    ...(tls.key && { key: readFileSync(tls.key) }),
    // The proxy's certificate names an identity, not a host.
    checkServerIdentity: () => undefined,
    ALPNProtocols: ['istio-http/1.1', 'istio', 'http/1.1'],
  })

const attempts = JSON.parse(await text(process.stdin)) as Attempt[]
console.log(JSON.stringify(await Promise.all(attempts.map(outcomeOf))))
