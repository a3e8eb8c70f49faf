/** Headers that a service must pass on so that proxies can join spans into one trace (Istio's list; B3 and W3C). */
import type { IncomingHttpHeaders } from 'node:http'

const TRACE_HEADERS = [
  'x-request-id',
  'traceparent',
  'tracestate',
  'b3',
  'x-b3-traceid',
  'x-b3-spanid',
  'x-b3-parentspanid',
  'x-b3-sampled',
  'x-b3-flags',
]

/** The trace headers that are present, as a list of name, value, name, value … */
export function traceHeadersOf(headers: IncomingHttpHeaders): string[] {
  const found: string[] = []
  for (const name of TRACE_HEADERS) {
    const value = headers[name]
    if (typeof value === 'string') found.push(name, value)
  }
  return found
}
