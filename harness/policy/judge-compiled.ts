/** What compiled policies say of a new connection: the reference that a datapath's tables and its answers on the wire are held against. */
import { isWithin, parseCidr } from './cidr.ts'
import type { CompiledPolicy, DirectionRules, PeerRule } from './compiled.ts'

export type Direction = 'egress' | 'ingress'
/** `default`: no rule matched. `denied`: a rule denies. */
export type RefusedBy = `${Direction}-${'default' | 'denied'}`

/** An end of a connection. As in Cilium, the address of a pod or of the node is in no CIDR. */
export type Party = { kind: 'pod'; pod: string } | { kind: 'host' } | { kind: 'world'; address: string }

export interface Attempt {
  from: Party
  to: Party
  protocol: 'TCP' | 'UDP'
  /** Port of the destination. */
  port: number
}

export interface CompiledVerdict {
  /** null: the connection may be opened */
  refusedBy: RefusedBy | null
  /** Directions in which a policy selects the pod at that end, as far as they were asked: a refusal is the last word. */
  selected: Direction[]
  /** The policies whose rules matched. */
  by: Partial<Record<Direction, PeerRule['policy']>>
}

/** The egress of the source is asked first, then the ingress of the destination. The node may always reach its pods. */
export function judgeCompiled(policy: CompiledPolicy, attempt: Attempt): CompiledVerdict {
  const { from, to } = attempt
  const verdict: CompiledVerdict = { refusedBy: null, selected: [], by: {} }
  if (from.kind === 'pod' && to.kind === 'pod' && from.pod === to.pod) return verdict
  const egress = from.kind === 'pod' ? policy.pods[from.pod]?.egress : null
  const ingress = to.kind === 'pod' && from.kind !== 'host' ? policy.pods[to.pod]?.ingress : null
  ask('egress', egress, to)
  if (verdict.refusedBy === null) ask('ingress', ingress, from)
  return verdict

  function ask(direction: Direction, asked: DirectionRules | null | undefined, peer: Party): void {
    if (!asked) return
    verdict.selected.push(direction)
    const matching = asked.rules.filter((rule) => matches(rule, peer, attempt))
    const decisive = matching.find((rule) => rule.verdict === 'deny') ?? matching[0]
    if (decisive) verdict.by[direction] = decisive.policy
    if (decisive?.verdict !== 'allow')
      verdict.refusedBy = decisive ? `${direction}-denied` : `${direction}-default`
  }
}

function matches({ peer, protocol, ports }: PeerRule, party: Party, attempt: Attempt): boolean {
  if (protocol !== 'any' && protocol !== attempt.protocol) return false
  if (ports !== null && (attempt.port < ports.from || attempt.port > ports.to)) return false
  switch (peer.kind) {
    case 'any':
      return true
    case 'pod':
      return party.kind === 'pod' && party.pod === peer.pod
    case 'entity':
      return party.kind === peer.entity
    case 'cidr':
      return (
        party.kind === 'world' &&
        isIn(party.address, peer.cidr) &&
        !peer.except.some((except) => isIn(party.address, except))
      )
  }
}

const isIn = (address: string, cidr: string): boolean => isWithin(parseCidr(address), parseCidr(cidr))
