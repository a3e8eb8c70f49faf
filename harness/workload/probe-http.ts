/** Sends an HTTP request over a connection of its own, for proofs about how the request ends. */
import { request } from 'node:http'
import { CALLER_HEADER } from './config.ts'

export interface HttpProbe {
  host: string
  port: number
  timeoutMs: number
}

/** Returns the status ("200"), the error's code ("ECONNRESET", "ECONNREFUSED", "ENOTFOUND") or "timeout"; never throws. */
export function probeHttp(probe: HttpProbe, caller: string): Promise<string> {
  return new Promise((resolve) => {
    const { host, port } = probe
    const outgoing = request({ agent: false, host, port, headers: { [CALLER_HEADER]: caller } }, (answer) => {
      answer.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message))
      answer.on('end', () => finish(String(answer.statusCode)))
      answer.resume()
    })
    // Limits the whole attempt. A timeout of the socket would restart with each byte.
    const timer = setTimeout(() => finish('timeout'), probe.timeoutMs)
    const finish = (outcome: string) => {
      clearTimeout(timer)
      resolve(outcome)
      outgoing.destroy()
    }
    outgoing.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message))
    outgoing.end()
  })
}
