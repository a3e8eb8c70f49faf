/** Talks to a service program over its control socket: outside the network it is measured on. */
import { request } from 'node:http'
import { BenchError } from '../../../errors.ts'

/** Longer than any probe's own timeout. */
const CONTROL_TIMEOUT_MS = 10_000

/** One HTTP exchange over a unix socket; the answer is JSON. */
export function control<T>(
  socketPath: string,
  method: 'GET' | 'POST',
  path: string,
  body: object = {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) =>
      reject(
        new BenchError(
          `${method} ${path} at ${socketPath}: ${why}`,
          'see the log of that pod in the run folder',
        ),
      )
    const outgoing = request({ socketPath, method, path, timeout: CONTROL_TIMEOUT_MS }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => (text += chunk))
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve(JSON.parse(text || '{}') as T)
        else fail(`status ${answer.statusCode}: ${text.slice(0, 200)}`)
      })
    })
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${CONTROL_TIMEOUT_MS} ms`)))
    outgoing.on('error', (error) => fail(error.message))
    outgoing.end(method === 'POST' ? JSON.stringify(body) : undefined)
  })
}
