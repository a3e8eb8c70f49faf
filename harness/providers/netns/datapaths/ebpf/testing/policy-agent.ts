/**
 * A separate program of tests: listens on some ports, over TCP and UDP, and tries connections to others. A line in, a line of JSON out:
 * `tcp|udp <own address>|- <address> <port>` is answered with whether there was an answer. Lines that come together are tried together, and
 * answered in their order.
 */
import { createSocket } from 'node:dgram'
import { connect, createServer } from 'node:net'
import { createInterface } from 'node:readline'

/** A dropped SYN is sent again after a second only; an answer over a veth takes less than a millisecond. */
const TIMEOUT_MS = 200

const ports = process.argv.slice(2).map(Number)
await Promise.all(
  ports.flatMap((port) => [
    new Promise<void>((resolve) =>
      createServer((socket) => socket.on('error', () => undefined).end('here')).listen(port, resolve),
    ),
    new Promise<void>((resolve) => {
      const socket = createSocket('udp4')
      socket.on('message', (_, { address, port: from }) => socket.send('here', from, address))
      socket.bind(port, resolve)
    }),
  ]),
)

function tcp(own: string | undefined, host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, ...(own !== undefined && { localAddress: own }) })
    const timer = setTimeout(() => end('timeout'), TIMEOUT_MS)
    const end = (outcome: string) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(outcome)
    }
    socket.on('data', () => end('answered'))
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message))
  })
}

function udp(own: string | undefined, host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    const timer = setTimeout(() => end('timeout'), TIMEOUT_MS)
    const end = (outcome: string) => {
      clearTimeout(timer)
      socket.close()
      resolve(outcome)
    }
    socket.on('message', () => end('answered'))
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message))
    socket.bind({ ...(own !== undefined && { address: own }) }, () => socket.send('you?', port, host))
  })
}

console.log(JSON.stringify({ ok: true }))
let answered: Promise<unknown> = Promise.resolve()
createInterface({ input: process.stdin }).on('line', (line) => {
  const [protocol, own, address, port] = line.split(' ')
  const attempt = protocol === 'tcp' ? tcp : udp
  const outcome = attempt(own === '-' ? undefined : own, address!, Number(port))
  answered = answered.then(async () => console.log(JSON.stringify({ ok: true, outcome: await outcome })))
})
