/** Envoy's admin interface on a unix socket: whether it is ready, and its counters. */
import { request } from 'node:http'
import { BenchError } from '../../../errors.ts'

/** Envoy answers within some milliseconds; a frozen one never does. */
const ADMIN_TIMEOUT_MS = 5000

/** Status and body of a GET. Rejects where nobody answers. */
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
          'its own log in the run folder may tell why; a loaded machine may only need a second try',
        ),
      ),
    )
    outgoing.on('error', reject)
    outgoing.end()
  })
}

/** LIVE and serving; false while it starts, and while nobody listens yet. */
export async function isReady(socketPath: string): Promise<boolean> {
  try {
    return (await adminGet(socketPath, '/ready')).status === 200
  } catch {
    return false
  }
}

/** "1.40.0" of the Envoy that runs, whichever HOPBENCH_ENVOY named. */
export async function readVersion(socketPath: string): Promise<string> {
  const { body } = await adminGet(socketPath, '/server_info')
  // "<commit>/1.40.0/Clean/RELEASE/BoringSSL"
  const { version } = JSON.parse(body) as { version: string }
  return version.split('/')[1] ?? version
}

/** Envoy's counters by Envoy's names. `filter`, a regular expression, keeps a reading in the middle of load cheap. */
export async function readStatistics(socketPath: string, filter = ''): Promise<Map<string, number>> {
  const query = filter && `&filter=${encodeURIComponent(filter)}`
  const { body } = await adminGet(socketPath, `/stats?type=Counters${query}`)
  return new Map(
    body
      .split('\n')
      .map((line) => line.split(': '))
      .flatMap(([name, value]) => (name && value ? [[name, Number(value)]] : [])),
  )
}

/** Sum of the counters whose name matches. */
export const sumOf = (statistics: ReadonlyMap<string, number>, name: RegExp): number =>
  [...statistics].reduce((sum, [counter, count]) => (name.test(counter) ? sum + count : sum), 0)
