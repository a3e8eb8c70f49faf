/** HTTP to a port on the loopback of a pod, by port-forward: apart from the network that is measured. */
import { PortForward } from '@kubernetes/client-node'
import { request } from 'node:http'
import { Duplex, PassThrough } from 'node:stream'
import { BenchError } from '../../../errors.ts'
import type { ClusterApi } from './connect.ts'
import { atApi } from './failure.ts'

/** Longer than any probe a service program makes itself. */
const ANSWERS_WITHIN_MS = 10_000

export interface PodPort {
  namespace: string
  pod: string
  port: number
}

/** One exchange over a connection of its own. @throws BenchError unless it answers 200 */
export async function podHttp(
  api: ClusterApi,
  target: PodPort,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<string> {
  const place = `${target.namespace}/${target.pod}:${String(target.port)}`
  const { socket, close } = await openPort(api, target)
  try {
    return await new Promise<string>((resolve, reject) => {
      const fail = (why: string) =>
        reject(new BenchError(`${method} ${path} at ${place}: ${why}`, 'look at the log of that pod'))
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
              : fail(`status ${String(answer.statusCode)}: ${text.slice(0, 200)}`),
          )
        },
      )
      outgoing.setTimeout(ANSWERS_WITHIN_MS, () => fail(`no answer within ${String(ANSWERS_WITHIN_MS)} ms`))
      outgoing.on('error', (error) => fail(error.message))
      outgoing.end(body && JSON.stringify(body))
    })
  } finally {
    close()
  }
}

/** A byte stream to the port. */
async function openPort(api: ClusterApi, { namespace, pod, port }: PodPort) {
  const [toPod, fromPod, errors] = [new PassThrough(), new PassThrough(), new PassThrough()]
  // The kubelet's own words, such as "connection refused": they come instead of an answer.
  errors.on('data', (chunk: Buffer) => fromPod.destroy(new Error(chunk.toString().trim())))
  const opened = await atApi(
    `reach port ${String(port)} of ${namespace}/${pod}`,
    new PortForward(api.kubeConfig).portForward(namespace, pod, [port], fromPod, errors, toPod),
  )
  // Nobody listens until there is a request, and nobody after it.
  fromPod.on('error', () => undefined)
  const webSocket = typeof opened === 'function' ? opened() : opened
  webSocket?.addEventListener('close', () => fromPod.end())
  webSocket?.addEventListener('error', () => undefined)
  const socket = Duplex.from({ writable: toPod, readable: fromPod })
  socket.on('error', () => undefined)
  return {
    // Node's HTTP client wants what only a TCP socket has; none of it means anything here.
    socket: Object.assign(socket, {
      setKeepAlive: () => socket,
      setNoDelay: () => socket,
      setTimeout: () => socket,
      ref: () => socket,
      unref: () => socket,
    }),
    close: () => webSocket?.close(),
  }
}
