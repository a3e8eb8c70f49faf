/**
 * A separate program of tests: listens on some ports, over TCP and UDP, and tries connections to others. A line in, a line of JSON out:
 * `tcp|udp <own address>|- <address> <port> <ms>` is answered with whether there was an answer within so many milliseconds. Lines that come
 * together are tried together, and answered in their order.
 */
import { createSocket } from 'node:dgram'
import { connect, createServer } from 'node:net'
import { createInterface } from 'node:readline'

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

function tcp(own: string | undefined, host: string, port: number, withinMs: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, ...(own !== undefined && { localAddress: own }) })
    const timer = setTimeout(() => end('timeout'), withinMs)
    const end = (outcome: string) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(outcome)
    }
    socket.on('data', () => end('answered'))
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message))
  })
}

function udp(own: string | undefined, host: string, port: number, withinMs: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    let timer: NodeJS.Timeout | undefined
    const end = (outcome: string) => {
      clearTimeout(timer)
      socket.close()
      resolve(outcome)
    }
    socket.on('message', () => end('answered'))
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message))
    socket.bind({ ...(own !== undefined && { address: own }) }, () => {
      socket.send('you?', port, host)
      timer = setTimeout(() => end('timeout'), withinMs)
    })
  })
}

console.log(JSON.stringify({ ok: true }))
let answered: Promise<unknown> = Promise.resolve()
createInterface({ input: process.stdin }).on('line', (line) => {
  const [protocol, own, address, port, withinMs] = line.split(' ')
  const attempt = protocol === 'tcp' ? tcp : udp
  const outcome = attempt(own === '-' ? undefined : own, address!, Number(port), Number(withinMs))
  answered = answered.then(async () => console.log(JSON.stringify({ ok: true, outcome: await outcome })))
})
