/** The tables of a node's policies: rule sets, who has which, and the ranges of addresses that rules name. Pure. */
import { isWithin, parseCidr, writtenCidr } from '../../../../../policy/cidr.ts'
import type { CompiledPolicy, DirectionRules, PeerRule } from '../../../../../policy/compiled.ts'
import type { Direction } from '../../../../../policy/judge-compiled.ts'
import { entriesOf } from './peer-entries.ts'

/** As in Cilium: 0 everybody, 1 the node, 2 the world, workloads from 256, ranges of addresses from 2^24 (bpf/datapath/abi.h). */
const ENTITIES = { host: 1, world: 2 }
const FIRST_CIDR_IDENTITY = 2 ** 24

export interface PolicyTables {
  /** Identity of each range, "10.0.0.0/8". Ranges are never forgotten, so that an identity never changes its meaning. */
  cidrs: ReadonlyMap<string, number>
  /** The policy with number n is at n − 1. */
  policies: readonly PeerRule['policy'][]
  /** Rule sets by their lines: "allow 256 tcp 8080/16 1". Equal rules share a set. */
  ruleSets: ReadonlyMap<string, { number: number; lines: readonly string[] }>
  /** Rule set of each selected pod and direction: "orders ingress". */
  selected: ReadonlyMap<string, number>
  /** The number that the next rule set gets. Numbers are not used again. */
  nextRuleSet: number
}

export const NO_POLICIES: PolicyTables = {
  cidrs: new Map(),
  policies: [],
  ruleSets: new Map(),
  selected: new Map(),
  nextRuleSet: 1,
}

/**
 * @param identities of the node's pods, by name
 * @throws Error for a pod that the node does not have
 */
export function policyTables(
  policy: CompiledPolicy,
  identities: ReadonlyMap<string, number>,
  before: PolicyTables = NO_POLICIES,
): PolicyTables {
  const directions = Object.entries(policy.pods).flatMap(([pod, { egress, ingress }]) => [
    ...(egress ? [{ key: selector(pod, 'egress', identities), of: egress }] : []),
    ...(ingress ? [{ key: selector(pod, 'ingress', identities), of: ingress }] : []),
  ])
  const rules = directions.flatMap(({ of }) => of.rules)
  const cidrs = withCidrs(before.cidrs, rules)
  const policies = withPolicies(before.policies, rules)
  const numbers = new Map(policies.map((name, index) => [JSON.stringify(name), index + 1]))
  const peersOf = peerIdentities(identities, cidrs)
  const ruleSets = new Map<string, { number: number; lines: readonly string[] }>()
  const selected = new Map<string, number>()
  let { nextRuleSet } = before
  for (const { key, of } of directions) {
    const lines = linesOf(of, peersOf, (policy) => numbers.get(JSON.stringify(policy)) ?? 0)
    const content = lines.join('\n')
    const ruleSet = ruleSets.get(content) ?? before.ruleSets.get(content) ?? { number: nextRuleSet++, lines }
    ruleSets.set(content, ruleSet)
    selected.set(key, ruleSet.number)
  }
  return { cidrs, policies, ruleSets, selected, nextRuleSet }
}

function selector(pod: string, direction: Direction, identities: ReadonlyMap<string, number>): string {
  identityOf(pod, identities)
  return `${pod} ${direction}`
}

function identityOf(pod: string, identities: ReadonlyMap<string, number>): number {
  const identity = identities.get(pod)
  if (identity === undefined) throw new Error(`a policy names the pod ${pod}, which this node does not have`)
  return identity
}

function withCidrs(known: ReadonlyMap<string, number>, rules: readonly PeerRule[]): Map<string, number> {
  const cidrs = new Map(known)
  for (const { peer } of rules)
    if (peer.kind === 'cidr')
      for (const written of [peer.cidr, ...peer.except]) {
        const cidr = writtenCidr(parseCidr(written))
        if (!cidrs.has(cidr)) cidrs.set(cidr, FIRST_CIDR_IDENTITY + cidrs.size)
      }
  return cidrs
}

/** A policy's number is 16 bits wide in the kernel; policies beyond have none, so that their names are unknown to an observer. */
const MOST_POLICIES = 65_535

function withPolicies(known: PolicyTables['policies'], rules: readonly PeerRule[]): PolicyTables['policies'] {
  const names = new Map(
    [...known, ...rules.map(({ policy }) => policy)].map((name) => [JSON.stringify(name), name]),
  )
  return [...names.values()].slice(0, MOST_POLICIES)
}

/** Identities that a rule's peer stands for. An address has the identity of its narrowest range, so a range stands for all within it. */
function peerIdentities(
  identities: ReadonlyMap<string, number>,
  cidrs: ReadonlyMap<string, number>,
): (peer: PeerRule['peer']) => (number | 'any')[] {
  const ranges = [...cidrs].map(([written, identity]) => ({ range: parseCidr(written), identity }))
  /** Pods share rules, and a thousand rules are looked up among a thousand ranges. */
  const known = new Map<PeerRule['peer'], (number | 'any')[]>()
  const find = (peer: PeerRule['peer']): (number | 'any')[] => {
    switch (peer.kind) {
      case 'any':
        return ['any']
      case 'pod':
        return [identityOf(peer.pod, identities)]
      case 'entity':
        return [ENTITIES[peer.entity], ...(peer.entity === 'world' ? cidrs.values() : [])]
      case 'cidr': {
        const [within, except] = [parseCidr(peer.cidr), peer.except.map(parseCidr)]
        return ranges
          .filter(({ range }) => isWithin(range, within) && !except.some((left) => isWithin(range, left)))
          .map(({ identity }) => identity)
      }
    }
  }
  return (peer) => {
    const found = known.get(peer) ?? find(peer)
    known.set(peer, found)
    return found
  }
}

/** Entries of every peer that a rule names hold what rules for everybody say too, and so answer alone. */
function linesOf(
  { rules }: DirectionRules,
  peersOf: (peer: PeerRule['peer']) => (number | 'any')[],
  numberOf: (policy: PeerRule['policy']) => number,
): string[] {
  const byPeer = new Map<number | 'any', PeerRule[]>([['any', []]])
  for (const rule of rules)
    for (const peer of peersOf(rule.peer)) {
      const found = byPeer.get(peer)
      if (found) found.push(rule)
      else byPeer.set(peer, [rule])
    }
  const forAll = byPeer.get('any') ?? []
  return [...byPeer].flatMap(([peer, own]) => {
    const all = peer === 'any' ? own : [...own, ...forAll]
    return entriesOf(all.map((rule) => ({ ...rule, policy: numberOf(rule.policy) }))).map(
      ({ verdict, match, policy }) => `${verdict} ${peer} ${match} ${policy}`,
    )
  })
}
