/** Asks Envoy's admin interface on its unix socket: whether Envoy is ready, its version and its counters. */
import { request } from 'node:http'
import { BenchError } from '../../../errors.ts'

/** Envoy answers within some milliseconds. A frozen Envoy does not answer. */
const ADMIN_TIMEOUT_MS = 5000

/** Sends a GET and returns status and body. Rejects when Envoy does not answer. */
export function adminGet(socketPath: string, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, path, timeout: ADMIN_TIMEOUT_MS, agent: false }, (answer) => {
      let body = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => (body += chunk))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }))
      answer.on('error', reject)
    })
    outgoing.on('timeout', () =>
      outgoing.destroy(
        new BenchError(
          `Envoy gave no answer at ${socketPath} within ${ADMIN_TIMEOUT_MS} ms`,
          'its log in the run folder may show why; a loaded machine may only need a second try',
        ),
      ),
    )
    outgoing.on('error', reject)
    outgoing.end()
  })
}

/** Whether Envoy is LIVE and serving. false while Envoy starts, and while nothing listens on the socket yet. */
export async function isReady(socketPath: string): Promise<boolean> {
  try {
    return (await adminGet(socketPath, '/ready')).status === 200
  } catch {
    return false
  }
}

/** Version of the running Envoy, such as "1.40.0". HOPBENCH_ENVOY may have named another one than the pinned one. */
export async function readVersion(socketPath: string): Promise<string> {
  const { body } = await adminGet(socketPath, '/server_info')
  // "<commit>/1.40.0/Clean/RELEASE/BoringSSL"
  const { version } = JSON.parse(body) as { version: string }
  return version.split('/')[1] ?? version
}

/** Envoy's counters, or its gauges, by Envoy's own names. `filter`, a regular expression, makes reading them under load cheap. */
export async function readStatistics(
  socketPath: string,
  filter = '',
  type: 'Counters' | 'Gauges' = 'Counters',
): Promise<Map<string, number>> {
  const query = filter && `&filter=${encodeURIComponent(filter)}`
  const { body } = await adminGet(socketPath, `/stats?type=${type}${query}`)
  return new Map(
    body
      .split('\n')
      .map((line) => line.split(': '))
      .flatMap(([name, value]) => (name && value ? [[name, Number(value)]] : [])),
  )
}

/** Sum of the counters with a matching name. */
export const sumOf = (statistics: ReadonlyMap<string, number>, name: RegExp): number =>
  [...statistics].reduce((sum, [counter, count]) => (name.test(counter) ? sum + count : sum), 0)
