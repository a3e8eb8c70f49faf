/** Whether peers and ports of a rule match an attempt. */
import type { Attempt } from '../attempt.ts'
import { contains } from '../address-range.ts'
import type { Peer, PortRule, Rule } from '../policy.ts'
import { selects } from '../selector.ts'
import type { Identity, World } from '../world.ts'

export const peersMatch = (peers: Rule['peers'], world: World, other: Identity): boolean =>
  peers === 'any' || peers.some((peer) => peerMatches(peer, world, other))

/** A range of addresses matches neither pods nor the node: both have identities, which are compared first. */
function peerMatches(peer: Peer, world: World, other: Identity): boolean {
  switch (peer.kind) {
    case 'pods':
      return other.kind === 'pod' && selects(peer.selector, world, other.pod)
    case 'cidr':
      return (
        other.kind === 'outside' &&
        contains(peer.cidr, other.address) &&
        !peer.except.some((except) => contains(except, other.address))
      )
    case 'entity':
      if (peer.entity === 'world') return other.kind === 'outside'
      return other.kind === 'host' || (peer.entity === 'cluster' && other.kind === 'pod')
  }
}

/** @param callee the end that is called, whose ports a name means */
export const portsMatch = (ports: Rule['ports'], attempt: Attempt, callee: Identity): boolean =>
  ports === 'every' || ports.some((port) => portMatches(port, attempt, callee))

function portMatches({ protocol, port }: PortRule, attempt: Attempt, callee: Identity): boolean {
  if (attempt.protocol === 'ICMP' || attempt.port === null) return false
  if (protocol !== 'any' && protocol !== attempt.protocol) return false
  if (port === null) return true
  if ('from' in port) return port.from <= attempt.port && attempt.port <= port.to
  return (
    callee.kind === 'pod' &&
    callee.pod.ports.some(
      (one) => one.name === port.name && one.port === attempt.port && one.protocol === attempt.protocol,
    )
  )
}
