/** Talks to a service program over its control socket, outside of the measured network. */
import { request } from 'node:http'
import { BenchError } from '../../../errors.ts'

/** Longer than the timeout of any probe. */
const CONTROL_TIMEOUT_MS = 10_000

/** Sends one HTTP request over a unix socket and returns the parsed JSON answer. */
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
    // Each request has a connection of its own: a service that was frozen closes kept ones as it is thawed.
    const options = { socketPath, method, path, timeout: CONTROL_TIMEOUT_MS, agent: false }
    const outgoing = request(options, (answer) => {
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
