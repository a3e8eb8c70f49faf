/** Tries requests from inside a pod, as an ordinary program or as one that bypasses the pod's proxy. */
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
  /** GET where absent. */
  method?: string
  /** "/" where absent. */
  path?: string
  tls?: { authority: string; certificate?: string; key?: string }
}

const ATTEMPT_CLIENT = join(import.meta.dirname, 'attempt-client.ts')

/**
 * Returns how each attempt ended: "HTTP 200", or the error's code.
 * @param asWhom "bypass" uses the proxy's group, whose egress is not redirected. The user stays root, who can read the
 * program's file.
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

/** Whether the outcome is a refusal by the callee, and not a lost packet: a connection reset or a TLS alert. */
export const isRefusal = (outcome: string): boolean =>
  outcome === 'ECONNRESET' || outcome.startsWith('ERR_SSL_')
