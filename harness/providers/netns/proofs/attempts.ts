/** Tries requests from inside a pod, as an ordinary program of it or as one that goes around its proxy. */
import { run } from '../../../system/command.ts'
import type { Pod } from '../node/pod.ts'
import { PROXY_ID } from '../envoy/istio.ts'

export interface Attempt {
  address: string
  port: number
  /** The Host header. */
  host: string
  headers?: Record<string, string>
  tls?: { authority: string; certificate?: string; key?: string }
}

const PROGRAM = new URL('./attempt-client.ts', import.meta.url).pathname

/**
 * How each attempt ended: "HTTP 200", or the error's code.
 * @param asWhom "bypass" takes the proxy's group, which the redirect rules let out; the user stays root, who can read this file.
 */
export async function tryFrom(
  pod: Pod,
  asWhom: 'program' | 'bypass',
  attempts: Attempt[],
): Promise<string[]> {
  const identity = asWhom === 'bypass' ? ['setpriv', '--regid', String(PROXY_ID), '--clear-groups'] : []
  const output = await run(
    'nsenter',
    [`--net=/run/netns/${pod.netns}`, ...identity, process.execPath, PROGRAM],
    { input: JSON.stringify(attempts) },
  )
  return JSON.parse(output) as string[]
}

/** Turned away at the door, not lost on the way: a reset, or an alert of TLS. */
export const isRefusal = (outcome: string): boolean =>
  outcome === 'ECONNRESET' || outcome.startsWith('ERR_SSL_')
