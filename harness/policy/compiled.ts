/** Policies as a datapath by identity enforces them: pods, ports and addresses, no labels and no HTTP. Plain data. */

/** Keys are the pods of the world. A pod that no policy selects has null for both directions. */
export interface CompiledPolicy {
  pods: Record<
    string /* pod name as in the world */,
    { ingress: DirectionRules | null; egress: DirectionRules | null }
  > // null: no policy isolates this direction
}

/** The rules of one direction of a pod. What no rule allows is dropped, and a rule that denies beats every rule that allows. */
export interface DirectionRules {
  rules: PeerRule[]
}

/**
 * A rule. For ingress `peer` is the caller, for egress the callee; `ports` are always ports of the callee's pod. A CIDR never
 * matches pods and the node, which have identities of their own; "world" is everything else.
 */
export interface PeerRule {
  verdict: 'allow' | 'deny'
  peer:
    | { kind: 'any' }
    | { kind: 'pod'; pod: string }
    | { kind: 'cidr'; cidr: string; except: string[] }
    | { kind: 'entity'; entity: 'host' | 'world' }
  protocol: 'TCP' | 'UDP' | 'any'
  ports: { from: number; to: number } | null /* every port */
  policy: { kind: string; namespace: string; name: string }
}
