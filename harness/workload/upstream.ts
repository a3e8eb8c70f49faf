/** Calls other services over a pool of keep-alive connections. */
import { Agent, request, type IncomingMessage } from 'node:http'
import { CALLER_HEADER, type ServiceCall } from './config.ts'
import { countIn, type ServiceCounters } from './counters.ts'
import { nextMark } from './page-mark.ts'

/** A call that is prepared once, since only its path and its trace headers change. */
export interface PreparedCall {
  label: string
  options: { agent: Agent; host: string; port: number; method: string; timeout: number }
  /** The call's place among all calls of its service, for the page's mark; null where the mark has no room for it. */
  ordinal: string | null
  headers: string[]
  body: Buffer | null
  /** Counters in which failures of the call are counted. */
  counters: ServiceCounters
}

/** A failed call, with a message such as "orders:80: ECONNRESET". */
export class UpstreamError extends Error {}

/**
 * Neither side closes idle connections, because an arm may stay frozen for longer than any timeout. Node's server then also sends
 * no Keep-Alive header, so callers do not spend CPU on parsing one, which they would not get from a proxy either.
 */
export function createPool(): Agent {
  return new Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: Infinity, scheduling: 'lifo' })
}

export function prepareCall(
  call: ServiceCall,
  ordinal: string | null,
  caller: { name: string; upstreamTimeoutMs: number },
  agent: Agent,
  counters: ServiceCounters,
): PreparedCall {
  const { host, port, requestBytes } = call
  return {
    label: `${host}:${port}`,
    options: {
      agent,
      host,
      port,
      method: requestBytes > 0 ? 'POST' : 'GET',
      timeout: caller.upstreamTimeoutMs,
    },
    ordinal,
    headers: [
      'Host',
      port === 80 ? host : `${host}:${port}`,
      CALLER_HEADER,
      caller.name,
      ...(requestBytes > 0 ? ['Content-Length', String(requestBytes)] : []),
    ],
    body: requestBytes > 0 ? Buffer.alloc(requestBytes, 'x') : null,
    counters,
  }
}

/**
 * Makes the call and reads the whole answer.
 * @param path of the request that the service handles; the call passes the page's mark on
 * @throws UpstreamError when the answer is not 200, with the status, the error code or "timeout".
 */
export function send(call: PreparedCall, traceHeaders: string[], path: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    let failed = false
    const fail = (reason: string) => {
      // A request that was destroyed by the timeout emits an error as well.
      if (failed) return
      failed = true
      const error = new UpstreamError(`${call.label}: ${reason}`)
      countIn(call.counters.upstreamErrors, error.message)
      reject(error)
    }
    const outgoing = request(
      {
        ...call.options,
        path: nextMark(path, call.ordinal),
        headers: [...call.headers, ...traceHeaders],
      },
      (answer: IncomingMessage) => {
        answer.on('end', () => {
          if (answer.statusCode === 200) resolve()
          else fail(`HTTP ${answer.statusCode}`)
        })
        answer.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message))
        answer.resume()
      },
    )
    outgoing.on('timeout', () => {
      fail('timeout')
      outgoing.destroy()
    })
    outgoing.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message))
    if (call.body) outgoing.end(call.body)
    else outgoing.end()
  })
}

/** Closes the pool's idle connections. Returns how many there were. */
export function closeIdle(pool: Agent): number {
  const idle = Object.values(pool.freeSockets).flatMap((sockets) => sockets ?? [])
  for (const socket of idle) socket.destroy()
  return idle.length
}
