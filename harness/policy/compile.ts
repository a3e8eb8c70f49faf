/**
 * Compiles NetworkPolicies and Cilium's policies into rules of pods, addresses and ports. HTTP and DNS rules become rules that
 * allow their port: a datapath without a proxy must not be given such policies (`withRequestRules`).
 */
import { isIpv4 } from './address-range.ts'
import type { CompiledPolicy, DirectionRules, PeerRule } from './compiled.ts'
import {
  nameOf,
  type Direction,
  type NetworkRules,
  type Peer,
  type PolicyReference,
  type Rule,
} from './policy.ts'
import { selects } from './selector.ts'
import type { World, WorldPod } from './world.ts'

/** Names the rule that lets everything else through where policies deny some and isolate nothing. */
const NOT_ISOLATED: PolicyReference = { kind: 'built-in', namespace: '', name: 'not-isolated' }

/**
 * Rules are in the order of the policies. That a pod's own node always reaches the pod is no rule: every datapath sees to that. Arms have IPv4 only, so ranges of IPv6 addresses are left out, and so is SCTP.
 */
export function compile(policies: readonly NetworkRules[], world: World): CompiledPolicy {
  const pods = Object.entries(world.pods).filter(([, pod]) => pod.hostNetwork !== true)
  return {
    pods: Object.fromEntries(
      pods.map(([name, pod]) => {
        const side = (direction: 'ingress' | 'egress'): DirectionRules | null =>
          compileSide({ policies, world, pods, name, pod, direction })
        return [name, { ingress: side('ingress'), egress: side('egress') }]
      }),
    ),
  }
}

/** Policies with HTTP or DNS rules, each once, by `nameOf`. */
export const withRequestRules = (policies: readonly NetworkRules[]): string[] => {
  const hasRequests = (direction: Direction | null): boolean =>
    direction?.rules.some(({ requests }) => requests !== null) ?? false
  const found = policies.filter(({ ingress, egress }) => hasRequests(ingress) || hasRequests(egress))
  return [...new Set(found.map(({ policy }) => nameOf(policy)))]
}

interface Side {
  policies: readonly NetworkRules[]
  world: World
  /** All pods that have an identity of their own. */
  pods: [name: string, pod: WorldPod][]
  name: string
  pod: WorldPod
  direction: 'ingress' | 'egress'
}

function compileSide(side: Side): DirectionRules | null {
  const { policies, world, pod, direction } = side
  const ours = policies.filter((one) => one[direction] !== null && selects(one.selects, world, pod))
  const isolates = ours.some((one) => one[direction]!.isolates)
  const rules = ours.flatMap(({ policy, ...one }) =>
    one[direction]!.rules.flatMap((rule) =>
      peersOf(rule, side).flatMap((peer) => rulesFor(peer, rule, side).map((made) => ({ ...made, policy }))),
    ),
  )
  if (isolates) return { rules: distinct(rules) }
  const denying = rules.filter(({ verdict }) => verdict === 'deny')
  return denying.length === 0 ? null : { rules: distinct([...denying, EVERYTHING]) }
}

const EVERYTHING: PeerRule = {
  verdict: 'allow',
  peer: { kind: 'any' },
  protocol: 'any',
  ports: null,
  policy: NOT_ISOLATED,
}

/** The peers of a rule, pods by name. A pod is no peer of its own: what it sends to itself is not judged. */
const peersOf = ({ peers }: Rule, side: Side): PeerRule['peer'][] =>
  peers === 'any' ? [{ kind: 'any' }] : peers.flatMap((peer) => expand(peer, side))

function expand(peer: Peer, { world, pods, name }: Side): PeerRule['peer'][] {
  const podsWhere = (isMeant: (pod: WorldPod) => boolean): PeerRule['peer'][] =>
    pods
      .filter(([other, pod]) => other !== name && isMeant(pod))
      .map(([other]) => ({ kind: 'pod', pod: other }))
  switch (peer.kind) {
    case 'pods':
      return podsWhere((pod) => selects(peer.selector, world, pod))
    case 'cidr':
      return isIpv4(peer.cidr) ? [{ kind: 'cidr', cidr: peer.cidr, except: peer.except.filter(isIpv4) }] : []
    case 'entity':
      return peer.entity === 'cluster'
        ? [{ kind: 'entity', entity: 'host' }, ...podsWhere(() => true)]
        : [{ kind: 'entity', entity: peer.entity }]
  }
}

type WithoutPolicy = Omit<PeerRule, 'policy'>

/** A rule for each port of one peer. */
function rulesFor(peer: PeerRule['peer'], { verdict, ports }: Rule, side: Side): WithoutPolicy[] {
  if (ports === 'every') return [{ verdict, peer, protocol: 'any', ports: null }]
  return ports.flatMap(({ protocol, port }): WithoutPolicy[] => {
    if (protocol === 'SCTP') return []
    if (port !== null && 'name' in port)
      return namedPorts(port.name, protocol, peer, side).map((one) => ({ verdict, ...one }))
    return [{ verdict, peer, protocol, ports: port }]
  })
}

/** What the name of a port means at the pod that is called: for ingress the pod itself, for egress each pod that the peer stands for. */
function namedPorts(
  portName: string,
  protocol: 'TCP' | 'UDP' | 'any',
  peer: PeerRule['peer'],
  { pods, pod, direction, name }: Side,
): Pick<PeerRule, 'peer' | 'protocol' | 'ports'>[] {
  const at = (callee: WorldPod, of: PeerRule['peer']) =>
    callee.ports.flatMap((one): Pick<PeerRule, 'peer' | 'protocol' | 'ports'>[] =>
      one.name === portName && one.protocol !== 'SCTP' && (protocol === 'any' || one.protocol === protocol)
        ? [{ peer: of, protocol: one.protocol, ports: { from: one.port, to: one.port } }]
        : [],
    )
  if (direction === 'ingress') return at(pod, peer)
  return pods
    .filter(
      ([other]) => other !== name && (peer.kind === 'any' || (peer.kind === 'pod' && peer.pod === other)),
    )
    .flatMap(([other, callee]) => at(callee, { kind: 'pod', pod: other }))
}

/** Two policies may make the same rule of one, such as with `specs`. */
function distinct(rules: PeerRule[]): PeerRule[] {
  const seen = new Set<string>()
  return rules.filter((rule) => {
    const key = JSON.stringify(rule)
    return seen.has(key) ? false : seen.add(key)
  })
}
