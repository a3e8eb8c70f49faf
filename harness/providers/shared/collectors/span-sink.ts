/**
 * Program: takes spans as a Zipkin server does (POST /api/v2/spans, a JSON array), counts and forgets them.
 *
 * Arguments: address and port to listen at. Commands: counts.
 */
import { createServer, type IncomingMessage } from 'node:http'
import { answerLines } from './answer-lines.ts'

const [address, port] = process.argv.slice(2)
const counts = { spans: 0, reports: 0, bytes: 0, unread: 0 }

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** Counts a report. One that cannot be read is counted as such, and refused. */
async function take(request: IncomingMessage): Promise<number> {
  const body = await bodyOf(request)
  try {
    const spans: unknown = JSON.parse(body.toString())
    if (!Array.isArray(spans)) throw new Error('not a list of spans')
    counts.spans += spans.length
    counts.reports += 1
    counts.bytes += body.length
    return 202
  } catch {
    counts.unread += 1
    return 400
  }
}

const server = createServer((request, response) => {
  void take(request).then((status) => response.writeHead(status).end())
})
// Proxies keep their connections, also over the time in which their arm is frozen.
server.keepAliveTimeout = 0
server.requestTimeout = 0
server.headersTimeout = 0
server.listen(Number(port), address, () => answerLines({ counts: () => ({ ...counts }) }))
