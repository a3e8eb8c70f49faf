/**
 * For tests: a program with one end of a TCP connection, which takes the steps of its last argument: `listen` or `connect` with
 * a port, and whether to go on in the same process. Prints its port when it listens, and "sync" at each step of this name; then
 * it waits for a line.
 */
import { connect, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

/** A step. Text stands for bytes (latin1). `read` waits until so many further bytes have come, `await end` until the other side has ended. */
export type Step =
  { write: string } | { read: number } | { pauseMs: number } | 'end' | 'await end' | 'reset' | 'sync'

const lines = createInterface({ input: process.stdin })
const nextLine = () => new Promise((resolve) => lines.once('line', resolve))

async function take(socket: Socket, steps: Step[]): Promise<void> {
  let unread = 0
  let arrived = () => {}
  socket.on('data', (chunk) => {
    unread += chunk.length
    arrived()
  })
  socket.on('error', () => undefined)
  const closed = new Promise((resolve) => socket.once('close', resolve))
  const otherEnded = new Promise((resolve) => socket.once('end', resolve))
  socket.setNoDelay(true)
  for (const step of steps) {
    if (step === 'sync') {
      process.stdout.write('sync\n')
      await nextLine()
    } else if (step === 'end') socket.end()
    else if (step === 'await end') await otherEnded
    else if (step === 'reset') socket.resetAndDestroy()
    else if ('write' in step) socket.write(Buffer.from(step.write, 'latin1'))
    else if ('pauseMs' in step) await sleep(step.pauseMs)
    else {
      while (unread < step.read) await new Promise<void>((resolve) => (arrived = resolve))
      unread -= step.read
    }
  }
  socket.end()
  await closed
}

const [way, port, localPort, steps] = process.argv.slice(2) as [string, string, string, string]
if (way === 'listen') {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    server.close()
    void take(socket, JSON.parse(steps) as Step[]).then(() => process.exit(0))
  })
  server.listen(Number(port), '0.0.0.0', () => {
    process.stdout.write(`${(server.address() as { port: number }).port}\n`)
  })
} else {
  const socket = connect({
    host: '127.0.0.1',
    port: Number(port),
    allowHalfOpen: true,
    ...(Number(localPort) > 0 && { localPort: Number(localPort) }),
  })
  socket.once('error', () => process.exit(1))
  socket.once('connect', () => void take(socket, JSON.parse(steps) as Step[]).then(() => process.exit(0)))
}
