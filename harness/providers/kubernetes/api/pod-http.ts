/** HTTP to a port on a pod's loopback through port-forward, so that the request does not use the network that is measured. */
import { PortForward } from '@kubernetes/client-node'
import { request } from 'node:http'
import { Duplex, PassThrough } from 'node:stream'
import { BenchError } from '../../../errors.ts'
import type { ClusterApi } from './connect.ts'
import { atApi } from './failure.ts'

/** Longer than any probe that a service program makes on request. */
const ANSWERS_WITHIN_MS = 10_000
/** After the connection was closed, the bytes received before are read within this time. */
const READ_OUT_MS = 100

export interface PodPort {
  namespace: string
  pod: string
  port: number
}

/**
 * One request over a connection of its own. A GET whose connection was lost is sent once more, because a GET changes nothing
 * and a busy kubelet sometimes closes a port-forward before it has carried anything.
 * @throws BenchError unless the answer has status 200
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

/** Null where the connection was closed before an answer came. */
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

/** Opens a byte stream to the port. */
async function openPort(api: ClusterApi, { namespace, pod, port }: PodPort) {
  const [toPod, fromPod, errors] = [new PassThrough(), new PassThrough(), new PassThrough()]
  // Errors of streams whose connection has ended are ignored: `ended` reports the end.
  for (const stream of [toPod, fromPod, errors]) stream.on('error', () => undefined)
  const { promise: ended, resolve: resolveEnd } = Promise.withResolvers<string | null>()
  // The kubelet's error, such as "connection refused", comes instead of an answer, and sometimes before the request was sent.
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
    // Node's HTTP client calls these methods of a TCP socket. None of them does anything here, not even setTimeout.
    socket: Object.assign(socket, {
      setKeepAlive: () => socket,
      setNoDelay: () => socket,
      setTimeout: () => socket,
      ref: () => socket,
      unref: () => socket,
    }),
    /** Fulfilled when no more bytes come: with the kubelet's error, or null where the connection was closed. */
    ended,
    close: () => webSocket?.close(),
  }
}
