/** What each call of a page cost, over all joined pages of a window. */
import type { ClockedCall, ProxiedHop } from '../../../results/record.ts'
import type { CallNode } from './call-tree.ts'
import { halvesOf, HOP_PARTS, partsOf, transportOf, type JoinedCall } from './joined-page.ts'
import { gapsOf, lengthOf, totalOf } from './span.ts'
import { spreadUs } from './spread.ts'

/**
 * Share of a hop's exchanges whose way between the proxies may be unknown; beyond it the hop is not split, because the rest may be
 * the pages that overlapped least. Usual are 0.05 to 0.2 %.
 */
const MOST_AMBIGUOUS_SHARE = 0.05

/**
 * One row for a call, without its exchanges with a retransmission.
 * @param calls this call in each joined page
 */
export function readCall({ path, from, to }: CallNode, calls: readonly JoinedCall[]): ClockedCall {
  const clean = calls.filter(({ retransmitted }) => !retransmitted)
  return {
    ...{ path, from, to },
    exchanges: calls.length,
    transport: spreadUs(clean.map(transportOf)),
    request: spreadUs(clean.map((call) => lengthOf(halvesOf(call).request))),
    response: spreadUs(clean.map((call) => lengthOf(halvesOf(call).response))),
    app: spreadUs(clean.map(appTimeOf)),
    proxied: readProxied(clean),
  }
}

const appTimeOf = ({ callee, calls }: JoinedCall): number =>
  totalOf(
    gapsOf(
      callee,
      calls.map(({ caller }) => caller),
    ),
  )

function readProxied(calls: readonly JoinedCall[]): ProxiedHop | null {
  const split = calls.flatMap((call) => (call.proxies ? [partsOf(call, call.proxies)] : []))
  if (split.length < calls.length * (1 - MOST_AMBIGUOUS_SHARE)) return null
  const spreads = HOP_PARTS.map((part) => [part, spreadUs(split.map((parts) => parts[part]))])
  return Object.fromEntries(spreads) as ProxiedHop
}
