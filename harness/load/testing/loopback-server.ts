/** For tests: a server on loopback that misbehaves in the way that a test wants. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export type Behaviour =
  | 'answer'
  | 'answer 503'
  | 'close without answer'
  | 'reset'
  | 'hang'
  | 'answer nonsense'
  | 'answer without length, then close'
  | 'answer, then close'
  | { answerAfterMs: number }
  | { answerOnce: Promise<unknown> }

export interface SeenRequest {
  method: string
  /** Path of the request. */
  url: string
  headers: IncomingMessage['headers']
  bodyBytes: number
  /** By performance.now(). */
  arrivedMs: number
  /** How long the server held the request before it answered. */
  heldMs: number
}

export interface LoopbackServer extends AsyncDisposable {
  port: number
  requests: SeenRequest[]
  connections: number
  /** The most requests that were under way at one moment. */
  mostAtOnce: number
}

/** What a server knows of a request when it decides how to behave. */
export interface Arrival {
  /** Path of the request. */
  url: string
  /** Whether its connection carried a request before. */
  isReused: boolean
}

/**
 * Listens on 127.0.0.1. `behave` decides the behaviour for each request; requests are numbered from 0, in the order in which they arrive,
 * which on a busy machine is not the order in which they were sent.
 */
export async function startLoopbackServer(
  behave: (request: number, arrival: Arrival) => Behaviour = () => 'answer',
): Promise<LoopbackServer> {
  let atOnce = 0
  const used = new WeakSet<Socket>()
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    const url = request.url ?? ''
    const behaviour = behave(seen.requests.length, { url, isReused: used.has(request.socket) })
    used.add(request.socket)
    const arrivedMs = performance.now()
    const entry: SeenRequest = {
      method: request.method ?? '',
      url,
      headers: request.headers,
      bodyBytes: 0,
      arrivedMs,
      heldMs: 0,
    }
    seen.requests.push(entry)
    seen.mostAtOnce = Math.max(seen.mostAtOnce, ++atOnce)
    response.on('close', () => atOnce--)
    request.on('data', (chunk: Buffer) => (entry.bodyBytes += chunk.length))
    request.on('end', () => {
      void act(behaviour, request, response).then(() => (entry.heldMs = performance.now() - arrivedMs))
    })
  })
  server.on('connection', () => seen.connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const seen: LoopbackServer = {
    port: (server.address() as AddressInfo).port,
    requests: [],
    connections: 0,
    mostAtOnce: 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return seen
}

async function act(
  behaviour: Behaviour,
  { socket }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  switch (behaviour) {
    case 'answer':
      response.end('hello')
      return
    case 'answer 503':
      response.writeHead(503).end()
      return
    case 'close without answer':
      socket.destroy()
      return
    case 'reset':
      socket.resetAndDestroy()
      return
    case 'hang':
      return
    case 'answer nonsense':
      socket.write('HELLO? is it me\r\n\r\n')
      return
    case 'answer without length, then close':
      socket.end('HTTP/1.1 200 OK\r\n\r\nuntil the end')
      return
    case 'answer, then close':
      response.end('hello', () => socket.end())
      return
    default:
      await ('answerOnce' in behaviour ? behaviour.answerOnce : sleep(behaviour.answerAfterMs))
      response.end('hello')
  }
}
