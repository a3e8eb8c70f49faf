/** HTTP to a port on the loopback of a pod, by port-forward: apart from the network that is measured. */
import { PortForward } from '@kubernetes/client-node'
import { request } from 'node:http'
import { Duplex, PassThrough } from 'node:stream'
import { BenchError } from '../../../errors.ts'
import type { ClusterApi } from './connect.ts'
import { atApi } from './failure.ts'

/** Longer than any probe a service program makes itself. */
const ANSWERS_WITHIN_MS = 10_000
/** What came before a connection was closed is read out by then. */
const READ_OUT_MS = 100

export interface PodPort {
  namespace: string
  pod: string
  port: number
}

/**
 * One exchange over a connection of its own. Asking changes nothing, so a GET whose connection was lost is made once more:
 * a busy kubelet closes a port-forward now and then before it has carried anything.
 * @throws BenchError unless it answers 200
 */
export async function podHttp(
  api: ClusterApi,
  target: PodPort,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<string> {
  for (let triesLeft = method === 'GET' ? 1 : 0; ; triesLeft--) {
    const answer = await exchange(api, target, method, path, body)
    if (answer !== null) return answer
    if (triesLeft === 0) throw failure(target, method, path, 'the connection was closed without an answer')
  }
}

const failure = ({ namespace, pod, port }: PodPort, method: string, path: string, why: string): BenchError =>
  new BenchError(`${method} ${path} at ${namespace}/${pod}:${port}: ${why}`, 'look at the log of that pod')

/** Null where the connection was closed before an answer. */
async function exchange(
  api: ClusterApi,
  target: PodPort,
  method: string,
  path: string,
  body?: object,
): Promise<string | null> {
  const { socket, ended, close } = await openPort(api, target)
  const { promise, resolve, reject } = Promise.withResolvers<string | null>()
  const fail = (why: string) => reject(failure(target, method, path, why))
  const outgoing = request(
    { createConnection: () => socket, method, path, headers: { Host: 'localhost', Connection: 'close' } },
    (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => (text += chunk))
      answer.on('error', (error) => fail(error.message))
      answer.on('end', () =>
        answer.statusCode === 200
          ? resolve(text)
          : fail(`status ${answer.statusCode}: ${text.slice(0, 200)}`),
      )
    },
  )
  outgoing.on('error', (error: NodeJS.ErrnoException) =>
    error.code === 'ECONNRESET' ? resolve(null) : fail(error.message),
  )
  void ended.then((why) => (why === null ? setTimeout(() => resolve(null), READ_OUT_MS) : fail(why)))
  const timer = setTimeout(() => fail(`no answer within ${ANSWERS_WITHIN_MS} ms`), ANSWERS_WITHIN_MS)
  outgoing.end(body && JSON.stringify(body))
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    close()
  }
}

/** A byte stream to the port. */
async function openPort(api: ClusterApi, { namespace, pod, port }: PodPort) {
  const [toPod, fromPod, errors] = [new PassThrough(), new PassThrough(), new PassThrough()]
  // What is written to a stream whose connection has ended is nobody's concern: `ended` tells.
  for (const stream of [toPod, fromPod, errors]) stream.on('error', () => undefined)
  const { promise: ended, resolve: resolveEnd } = Promise.withResolvers<string | null>()
  // The kubelet's own words, such as "connection refused": they come instead of an answer, and perhaps before the request.
  errors.on('data', (chunk: Buffer) => resolveEnd(chunk.toString().trim()))
  const opened = await atApi(
    `reach port ${port} of ${namespace}/${pod}`,
    new PortForward(api.kubeConfig).portForward(namespace, pod, [port], fromPod, errors, toPod),
  )
  const webSocket = typeof opened === 'function' ? opened() : opened
  webSocket?.addEventListener('close', () => {
    fromPod.end()
    resolveEnd(null)
  })
  webSocket?.addEventListener('error', () => undefined)
  const socket = Duplex.from({ writable: toPod, readable: fromPod })
  socket.on('error', () => undefined)
  return {
    // Node's HTTP client wants what only a TCP socket has; none of it does anything here, timeouts neither.
    socket: Object.assign(socket, {
      setKeepAlive: () => socket,
      setNoDelay: () => socket,
      setTimeout: () => socket,
      ref: () => socket,
      unref: () => socket,
    }),
    /** Fulfilled when nothing more comes: with why there was nothing, or null where the connection was closed. */
    ended,
    close: () => webSocket?.close(),
  }
}
