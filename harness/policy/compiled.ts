/** The form of policies that a datapath enforces: for each pod and direction the rules that select it, with every name resolved. */

/** The policies of a node. A pod that is absent is selected by no policy. */
export interface CompiledPolicy {
  pods: Record<
    string /* pod name */,
    {
      /** null: no policy isolates this direction */
      ingress: DirectionRules | null
      egress: DirectionRules | null
    }
  >
}

/** What no rule allows is refused. A rule that denies wins over every rule that allows. */
export interface DirectionRules {
  rules: PeerRule[]
}

export interface PeerRule {
  verdict: 'allow' | 'deny'
  peer:
    | { kind: 'any' }
    | { kind: 'pod'; pod: string }
    | { kind: 'cidr'; cidr: string; except: string[] }
    | { kind: 'entity'; entity: 'host' | 'world' }
  protocol: 'TCP' | 'UDP' | 'any'
  /** null: every port */
  ports: { from: number; to: number } | null
  policy: { kind: string; namespace: string; name: string }
}
