/**
 * Program: scrapes the Prometheus endpoint of each target at an interval, one target after the other at even distances, as Prometheus
 * spreads its targets. It counts what it got and keeps nothing. Only time between `work` and `rest` counts towards the interval: while
 * its arm is frozen nothing becomes due, so that windows hold the share of scrapes that belongs to their length.
 *
 * Arguments: the interval in ms, after which share of the distance between two targets the first scrape is due, then targets as
 * name=http://address:port/path. Commands: work, rest, counts, scrape.
 */
import { Agent, get } from 'node:http'
import { answerLines } from './answer-lines.ts'

/** The default `scrape_timeout` of Prometheus is 10 s; a local proxy answers within milliseconds. */
const TIMEOUT_MS = 5000

const [intervalMs, firstAfter, ...named] = process.argv.slice(2)
const targets = named.map((target) => {
  const at = target.indexOf('=')
  return { name: target.slice(0, at), url: target.slice(at + 1) }
})
const everyMs = Number(intervalMs) / targets.length
// Prometheus keeps its connections.
const agent = new Agent({ keepAlive: true })
const counts = { scrapes: 0, failed: 0, bytes: 0, samples: 0 }

/** The text of one scrape. It counts, whether it goes well or not. */
async function scrape(url: string): Promise<string> {
  try {
    const text = await new Promise<string>((resolve, reject) => {
      const asked = get(url, { agent, timeout: TIMEOUT_MS }, (answer) => {
        let body = ''
        answer.setEncoding('utf8')
        answer.on('data', (chunk: string) => (body += chunk))
        answer.on('error', reject)
        answer.on('end', () =>
          answer.statusCode === 200 ? resolve(body) : reject(new Error(`status ${answer.statusCode}`)),
        )
      })
      asked.on('timeout', () => asked.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)))
      asked.on('error', reject)
    })
    counts.scrapes += 1
    counts.bytes += Buffer.byteLength(text)
    counts.samples += samplesOf(text).length
    return text
  } catch (error) {
    counts.failed += 1
    throw error
  }
}

const samplesOf = (text: string): string[] =>
  text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))

/**
 * Requests that the proxy's HTTP listeners took, without those of the scrapes themselves and of the admin interface. The name of the
 * listener is in the name of the counter, or in a label.
 */
const REQUESTS =
  /^envoy_http_(?!admin_|stats_)(?!.*conn_manager_prefix="(?:admin|agent|stats)").*downstream_rq_total(\{.*\})? (\d+)$/

const requestsIn = (text: string): number =>
  samplesOf(text).reduce((sum, line) => sum + Number(REQUESTS.exec(line)?.[2] ?? 0), 0)

let next = 0
/** Time until the next scrape: of the timer that runs since `sinceMs`, or of the one that `work` starts. */
let leftMs = everyMs * Number(firstAfter)
let running: { timer: NodeJS.Timeout; sinceMs: number } | null = null

function start(): void {
  running = { sinceMs: performance.now(), timer: setTimeout(due, leftMs) }
}

function due(): void {
  const target = targets[next % targets.length]!
  next += 1
  // A scrape that fails is counted; the next one is due all the same.
  void scrape(target.url).catch(() => undefined)
  leftMs = everyMs
  start()
}

answerLines({
  work() {
    if (!running) start()
    return {}
  },
  rest() {
    if (running) {
      clearTimeout(running.timer)
      leftMs = Math.max(0, leftMs - (performance.now() - running.sinceMs))
      running = null
    }
    return {}
  },
  counts: () => ({ ...counts }),
  /** Scrapes every target at once. Answers how many requests each has counted. */
  async scrape() {
    const each = await Promise.all(
      targets.map(async ({ name, url }) => {
        const text = await scrape(url).catch((error: unknown) => {
          throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`)
        })
        return [name, requestsIn(text)] as const
      }),
    )
    return { requests: Object.fromEntries(each) }
  },
})
