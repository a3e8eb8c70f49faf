/** Tries requests from inside a pod, as an ordinary program of it or as one that goes around its proxy. */
import { join } from 'node:path'
import { run } from '../../../system/command.ts'
import { inNetns } from '../../../system/network-namespace.ts'
import type { Pod } from '../node/pod.ts'
import { PROXY_ID } from '../../../system/envoy.ts'

export interface Attempt {
  address: string
  port: number
  /** The Host header. */
  host: string
  headers?: Record<string, string>
  tls?: { authority: string; certificate?: string; key?: string }
}

const ATTEMPT_CLIENT = join(import.meta.dirname, 'attempt-client.ts')

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
  const output = await run(...inNetns(pod.netns, [...identity, process.execPath, ATTEMPT_CLIENT]), {
    input: JSON.stringify(attempts),
  })
  return JSON.parse(output) as string[]
}

/** Turned away at the door, not lost on the way: a reset, or an alert of TLS. */
export const isRefusal = (outcome: string): boolean =>
  outcome === 'ECONNRESET' || outcome.startsWith('ERR_SSL_')
