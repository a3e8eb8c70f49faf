/** Policies after reading: what they select and allow, in one form for all kinds that are enforced at the same place. */
import type { Requirement } from './selector.ts'
import type { Protocol } from './world.ts'

/** Names a policy in verdicts and messages. `namespace` is empty for a policy of the whole cluster. */
export interface PolicyReference {
  kind: string
  namespace: string
  name: string
}

/** "NetworkPolicy shop/allow-web", or "CiliumClusterwideNetworkPolicy deny-all". */
export const nameOf = ({ kind, namespace, name }: PolicyReference): string =>
  `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`

export interface Policies {
  network: NetworkRules[]
  authorization: AuthorizationPolicy[]
}

/** A NetworkPolicy, or one rule of a CiliumNetworkPolicy or CiliumClusterwideNetworkPolicy. Enforced by identity of pods. */
export interface NetworkRules {
  policy: PolicyReference
  /** Selects the pods that the rules apply to. */
  selects: Requirement[]
  /** null: says nothing about this direction. */
  ingress: Direction | null
  egress: Direction | null
}

export interface Direction {
  /** Whether everything that no rule allows is denied. */
  isolates: boolean
  rules: Rule[]
}

/** Applies where one of the peers and one of the ports match. */
export interface Rule {
  verdict: 'allow' | 'deny'
  /** An empty list matches nobody. */
  peers: 'any' | Peer[]
  ports: 'every' | PortRule[]
  /** The requests that are allowed over the connection; null: all. */
  requests: RequestRules | null
}

export type Peer =
  | { kind: 'pods'; selector: Requirement[] }
  | { kind: 'cidr'; cidr: string; except: string[] }
  | { kind: 'entity'; entity: 'host' | 'world' | 'cluster' }

export interface PortRule {
  protocol: Protocol | 'any'
  /** A name is looked up at the pod that is called; null: every port of the protocol. */
  port: { from: number; to: number } | { name: string } | null
}

export type RequestRules = { kind: 'http'; rules: HttpRule[] } | { kind: 'dns'; rules: DnsRule[] }

/** All that is there must match. Method, path and host are whole regular expressions; the path includes the query. */
export interface HttpRule {
  method: string | null
  path: string | null
  host: string | null
  /** Headers that must be there; with a value: with exactly this value. */
  headers: { name: string; value: string | null }[]
}

export type DnsRule = { name: string } | { pattern: string }

/** An Istio AuthorizationPolicy. Enforced by the sidecar of the pod that is called. */
export interface AuthorizationPolicy {
  policy: PolicyReference
  /** Labels of the pods in its namespace, or in all namespaces from the root namespace; none: all pods. */
  selects: Requirement[]
  action: 'ALLOW' | 'DENY' | 'AUDIT'
  /** Only logged (annotation istio.io/dry-run). */
  dryRun: boolean
  /** No rule: the policy matches nothing. */
  rules: AuthorizationRule[]
}

/** Matches where all conditions of one list of `principals` and of one list of `permissions` hold. */
export interface AuthorizationRule {
  principals: Condition[][]
  permissions: Condition[][]
}

/** Holds where one of `values` matches, or there is none, and none of `notValues` does. */
export interface Condition {
  attribute: Attribute
  values: string[]
  notValues: string[]
}

export type Attribute =
  | { kind: 'source.principal' | 'source.namespace' | 'source.serviceAccount' | 'source.ip' }
  | { kind: 'destination.ip' | 'destination.port' }
  | { kind: 'host' | 'method' | 'path' }
  | { kind: 'header'; name: string }
