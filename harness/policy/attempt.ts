/** One attempt to reach something, and what came of it. */
import type { PolicyReference } from './policy.ts'
import type { End } from './world.ts'

/** A new connection or datagram. To a service it counts as one to the pod behind the service: addresses are translated first. */
export interface Attempt {
  from: End
  to: End
  protocol: 'TCP' | 'UDP' | 'SCTP' | 'ICMP'
  /** Port of the destination's pod; null for ICMP. */
  port: number | null
  /** What is asked over the connection. Without a request the connection is judged as bytes that are no HTTP. */
  http?: HttpRequest
  /** The name that a DNS query asks for. */
  dnsName?: string
}

export interface HttpRequest {
  method: string
  /** With its query: "/cart?id=1". */
  path: string
  host: string
  /** By names in small letters. */
  headers: Readonly<Record<string, string>>
}

/**
 * What the caller sees: an answer of the destination, nothing at all (a time-out), 403 from a proxy, a closed connection, or
 * the DNS answer REFUSED.
 */
export type Outcome = 'allowed' | 'dropped' | '403' | 'reset' | 'dns-refused'

/** Why an attempt has its outcome. */
export type Reason =
  /** No policy isolates source or destination. */
  | 'not-isolated'
  /** A pod cannot lock itself out. */
  | 'self'
  /** A pod's own node always reaches the pod. */
  | 'own-node'
  | 'rule-allows'
  | 'rule-denies'
  | 'no-rule-allows'
  /** A rule allows the port, and no HTTP or DNS rule the request. */
  | 'no-request-rule-allows'
  /** The sidecar takes mutual TLS only, and the caller has no certificate. No policy says so. */
  | 'no-mutual-tls'
  /** Nobody enforces policies of this kind at the destination. */
  | 'no-enforcement-point'

export interface Verdict {
  outcome: Outcome
  reason: Reason
  /** The policies that allowed or denied the attempt; empty where none did. */
  by: PolicyReference[]
  /** Policies that would have had a say here, and why they have none. */
  notEnforced: NotEnforced[]
}

export interface NotEnforced {
  policy: PolicyReference
  why: 'http-rules' | 'dns-rules' | 'dry-run' | 'no-sidecar' | 'not-tcp'
}
