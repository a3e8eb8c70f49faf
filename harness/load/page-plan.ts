/** Prepares a page for sending: resolves the names once, and writes out the requests except for their marks and ids. */
import { lookup } from 'node:dns/promises'
import { randomBytes } from 'node:crypto'
import type { Call, ClientStep } from '../scenario/schema.ts'
import { isToPodAddress } from '../scenario/topology.ts'
import { firstMark, ordinalOf } from '../workload/page-mark.ts'

/** A server that a page calls. */
export interface Target {
  name: string
  address: string
  port: number
}

/** One call of a page. */
export interface PlannedCall {
  target: Target
  method: 'GET' | 'POST'
  /** All headers except content-length and x-request-id. */
  headers: Record<string, string>
  body: string
  /** The call's place among all calls of the page, for the page's mark; null where the mark has no room for it. */
  ordinal: string | null
  /** The request from its version up to the value of x-request-id, which is the last header. */
  textBeforeId: string
  textAfterId: string
}

/** Groups of calls in order; the calls of a group are made at once. */
export type PagePlan = PlannedCall[][]

/**
 * Resolves every name of a page as any program in this pod would (getaddrinfo, resolv.conf). A call that goes to the address of a
 * pod has `address:port` in the place of the name.
 * @param port of all names
 * @throws the resolver's error, such as ENOTFOUND.
 */
export async function planPage(
  page: ClientStep[],
  port: number,
  connection: 'keep-alive' | 'per-request',
): Promise<PagePlan> {
  const targets = new Map<string, Target>()
  for (const call of page.flatMap(callsOf))
    if (!targets.has(call.call)) targets.set(call.call, await targetOf(call, port))
  let calls = 0
  return page.map((step) =>
    callsOf(step).map(({ call, requestBytes }) =>
      planCall(targets.get(call)!, requestBytes, ordinalOf(calls++), connection),
    ),
  )
}

async function targetOf(call: Call, port: number): Promise<Target> {
  const [name = '', ownPort] = isToPodAddress(call) ? call.call.split(':') : [call.call]
  return { name, address: (await lookup(name)).address, port: ownPort === undefined ? port : Number(ownPort) }
}

const callsOf = (step: ClientStep) => ('parallel' in step ? step.parallel : [step])

function planCall(
  target: Target,
  requestBytes: number,
  ordinal: string | null,
  connection: 'keep-alive' | 'per-request',
): PlannedCall {
  const method = requestBytes > 0 ? 'POST' : 'GET'
  const body = 'x'.repeat(requestBytes)
  const headers = {
    host: target.port === 80 ? target.name : `${target.name}:${target.port}`,
    'x-hopbench-caller': 'client',
    ...(connection === 'per-request' && { connection: 'close' }),
  }
  const length = requestBytes > 0 ? `content-length: ${requestBytes}\r\n` : ''
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return {
    target,
    method,
    headers,
    body,
    ordinal,
    textBeforeId: ` HTTP/1.1\r\n${lines.join('')}${length}x-request-id: `,
    textAfterId: `\r\n\r\n${body}`,
  }
}

// A random prefix and a counter: ids are unique, and have the form of a UUID version 4, which proxies expect.
const random = randomBytes(8).toString('hex')
const idPrefix = `${random.slice(0, 8)}-${random.slice(8, 12)}-4${random.slice(13, 16)}-8${random.slice(9, 12)}-`
let ids = 0

/**
 * The bytes of a call as a latin1 string, with the mark of its page and a new request id.
 * @param page digits of the page number
 */
export function requestText(call: PlannedCall, page: string): string {
  const line = `${call.method} ${firstMark(page, call.ordinal)}`
  return line + call.textBeforeId + idPrefix + (++ids).toString(16).padStart(12, '0') + call.textAfterId
}
