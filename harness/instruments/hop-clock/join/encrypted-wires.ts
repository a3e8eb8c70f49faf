/**
 * Finds the exchange between two proxies of a hop where it is encrypted and so carries no mark. It lies inside the marked exchange
 * of the caller's proxy and around the marked exchange of the other proxy, and both its ends name the same connection.
 */
import type { Exchange } from '../../../arm/hop-clock.ts'
import type { JoinedCall } from './joined-page.ts'
import { isInside, spanOf } from './span.ts'

/** A joined call whose exchange between the proxies is not found yet. */
export interface EncryptedHop {
  call: JoinedCall
  /** At the caller's proxy, towards the calling service. */
  callerIn: Exchange
  /** At the called service's proxy, towards the called service. */
  calleeOut: Exchange
}

export interface Wire {
  /** At the caller's proxy. */
  near: Exchange
  /** At the called service's proxy. */
  far: Exchange
}

/**
 * The wire of each hop, where only one fits and fits no other hop. A hop without an entry is ambiguous: several exchanges fit, or
 * none does because it opened its connection (the clock drops the exchanges of a handshake).
 */
export function findWires(
  hops: readonly EncryptedHop[],
  exchanges: readonly Exchange[],
): Map<EncryptedHop, Wire> {
  const proxies = exchanges.filter(({ unit, isTls }) => isTls && unit.role === 'proxy')
  const near = byTime(
    proxies.filter(({ side }) => side === 'caller'),
    ({ unit }) => unit.pod,
  )
  const far = byTime(
    proxies.filter(({ side }) => side === 'callee'),
    ({ unit, remote }) => `${unit.pod} ${remote}`,
  )
  const fitting = new Map(hops.map((hop) => [hop, wiresOf(hop, near, far)]))
  const claims = new Map<Exchange, number>()
  for (const wires of fitting.values())
    for (const end of new Set(wires.flatMap((wire) => [wire.near, wire.far])))
      claims.set(end, (claims.get(end) ?? 0) + 1)
  const found = new Map<EncryptedHop, Wire>()
  for (const [hop, [wire, second]] of fitting)
    if (wire && !second && claims.get(wire.near) === 1 && claims.get(wire.far) === 1) found.set(hop, wire)
  return found
}

type ByTime = Map<string, Exchange[]>

function wiresOf({ call, callerIn, calleeOut }: EncryptedHop, near: ByTime, far: ByTime): Wire[] {
  const { from, to } = call.node
  return within(near.get(from), callerIn).flatMap((one) =>
    within(far.get(`${to} ${one.local}`), one)
      .filter((other) => isInside(spanOf(calleeOut), spanOf(other)))
      .map((other) => ({ near: one, far: other })),
  )
}

function byTime(exchanges: readonly Exchange[], keyOf: (exchange: Exchange) => string): ByTime {
  const groups: ByTime = new Map()
  for (const exchange of exchanges) {
    const group = groups.get(keyOf(exchange)) ?? []
    groups.set(keyOf(exchange), group)
    group.push(exchange)
  }
  for (const group of groups.values()) group.sort((a, b) => a.requestFirstNs - b.requestFirstNs)
  return groups
}

/** The exchanges that begin and end inside another; the list is sorted by their beginning. */
function within(sorted: readonly Exchange[] = [], outer: Exchange): Exchange[] {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]!.requestFirstNs < outer.requestFirstNs) low = middle + 1
    else high = middle
  }
  const inside: Exchange[] = []
  for (let at = low; at < sorted.length && sorted[at]!.requestFirstNs <= outer.responseFirstNs; at++)
    if (isInside(spanOf(sorted[at]!), spanOf(outer))) inside.push(sorted[at]!)
  return inside
}
