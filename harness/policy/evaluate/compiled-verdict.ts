/** What compiled rules make of an attempt: the specification of a datapath that enforces them. */
import type { Attempt } from '../attempt.ts'
import { contains } from '../cidr.ts'
import type { CompiledPolicy, DirectionRules, PeerRule } from '../compiled.ts'
import { identityOf, type Identity, type World } from '../world.ts'

/**
 * Whether the connection is let through.
 * @throws Error for a pod that the world does not have
 */
export function compiledAllows(world: World, compiled: CompiledPolicy, attempt: Attempt): boolean {
  const [from, to] = [identityOf(world, attempt.from), identityOf(world, attempt.to)]
  if (from.kind === 'pod' && to.kind === 'pod' && from.name === to.name) return true
  const lets = (rules: DirectionRules | null | undefined, other: Identity): boolean => {
    if (!rules) return true
    const matching = rules.rules.filter((rule) => peerIs(rule.peer, other) && portIs(rule, attempt))
    return (
      matching.some(({ verdict }) => verdict === 'allow') &&
      !matching.some(({ verdict }) => verdict === 'deny')
    )
  }
  return (
    (from.kind !== 'pod' || lets(compiled.pods[from.name]?.egress, to)) &&
    (to.kind !== 'pod' || lets(compiled.pods[to.name]?.ingress, from))
  )
}

function peerIs(peer: PeerRule['peer'], other: Identity): boolean {
  switch (peer.kind) {
    case 'any':
      return true
    case 'pod':
      return other.kind === 'pod' && other.name === peer.pod
    case 'cidr':
      return (
        other.kind === 'outside' &&
        contains(peer.cidr, other.address) &&
        !peer.except.some((except) => contains(except, other.address))
      )
    case 'entity':
      return other.kind === (peer.entity === 'world' ? 'outside' : 'host')
  }
}

const portIs = ({ protocol, ports }: PeerRule, attempt: Attempt): boolean =>
  (protocol === 'any' ? ports === null || attempt.protocol !== 'ICMP' : protocol === attempt.protocol) &&
  (ports === null || (attempt.port !== null && ports.from <= attempt.port && attempt.port <= ports.to))
