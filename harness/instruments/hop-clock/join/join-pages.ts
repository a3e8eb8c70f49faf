/**
 * Joins the exchanges of an arm into the pages of a window. A page counts only if every expected socket has exactly one exchange of
 * each call and every span lies inside the span around it; any other page is unmatched, with the reason.
 */
import type { Exchange } from '../../../arm/hop-clock.ts'
import { everyCall, type CallNode } from './call-tree.ts'
import type { ClientPage } from './client-page.ts'
import { findWires, type EncryptedHop, type Wire } from './encrypted-wires.ts'
import { spanOfPage, type JoinedCall, type JoinedPage } from './joined-page.ts'
import { sortByPage, type CallSockets, type PageSockets, type Socket } from './page-sockets.ts'
import { isInside, spanOf, type Span } from './span.ts'

export type Unmatched = 'an exchange is missing' | 'an exchange is there twice' | 'times do not fit together'

export interface JoinedWindow {
  pages: JoinedPage[]
  /** How many pages could not be joined, by reason. */
  unmatched: Partial<Record<Unmatched, number>>
  /** Encrypted exchanges between proxies that could not be told apart, by call path. */
  ambiguousWires: Record<string, number>
}

/** @param exchanges of one arm, of any window */
export function joinPages(
  exchanges: readonly Exchange[],
  pages: readonly ClientPage[],
  tree: readonly CallNode[],
): JoinedWindow {
  const nodes = everyCall(tree)
  const sockets = sortByPage(exchanges, pages, nodes)
  const expected = new Map(nodes.map(({ path }) => [path, expectedSockets(path, sockets)]))
  const encrypted: EncryptedHop[] = []
  const joined: JoinedWindow = { pages: [], unmatched: {}, ambiguousWires: {} }
  for (const page of pages) {
    const one = new PageJoin((path) => ({ expected: expected.get(path)!, found: sockets.of(page, path) }))
    const calls = one.join(tree, spanOfPage(page))
    if (one.unmatched) {
      joined.unmatched[one.unmatched] = (joined.unmatched[one.unmatched] ?? 0) + 1
    } else {
      joined.pages.push({ page, calls })
      encrypted.push(...one.encrypted)
    }
  }
  const wires = findWires(encrypted, exchanges)
  for (const hop of encrypted) {
    const wire = wires.get(hop)
    const { path } = hop.call.node
    if (wire) addWire(hop, wire)
    else joined.ambiguousWires[path] = (joined.ambiguousWires[path] ?? 0) + 1
  }
  return joined
}

/**
 * The sockets of a call, from the outside to the inside: the two programs, and the proxies where the hop has one of its own on each
 * side. An encrypted socket has no mark, so it is not expected here. What one page of the window has, all must have.
 */
function expectedSockets(path: string, sockets: PageSockets): Socket[] {
  const seen = (...both: Socket[]) => both.every((socket) => sockets.seen(path, socket))
  if (!seen('callerIn', 'calleeOut')) return ['caller', 'callee']
  if (!seen('callerOut', 'calleeIn')) return ['caller', 'callerIn', 'calleeOut', 'callee']
  return ['caller', 'callerIn', 'callerOut', 'calleeIn', 'calleeOut', 'callee']
}

/** The joining of one page. */
class PageJoin {
  /** Why the page cannot be joined; null as long as it can. */
  unmatched: Unmatched | null = null
  readonly encrypted: EncryptedHop[] = []
  private readonly socketsOf: (path: string) => { expected: Socket[]; found: CallSockets }

  constructor(socketsOf: (path: string) => { expected: Socket[]; found: CallSockets }) {
    this.socketsOf = socketsOf
  }

  /** Joins calls that were made inside a span. */
  join(nodes: readonly CallNode[], around: Span): JoinedCall[] {
    return nodes.flatMap((node) => this.joinCall(node, around) ?? [])
  }

  private joinCall(node: CallNode, around: Span): JoinedCall | null {
    const at = this.exchangesOf(node.path)
    if (!at) return null
    const spans = [...at.values()].map(spanOf)
    if (spans.some((span, place) => !isInside(span, spans[place - 1] ?? around))) {
      this.unmatched ??= 'times do not fit together'
      return null
    }
    const [caller, callerIn, callerOut, calleeIn, calleeOut] = spans
    const callee = spans.at(-1)!
    const call: JoinedCall = {
      node,
      caller: caller!,
      callee,
      proxies:
        spans.length === 6
          ? { callerIn: callerIn!, callerOut: callerOut!, calleeIn: calleeIn!, calleeOut: calleeOut! }
          : null,
      retransmitted: [...at.values()].some(wasSentAgain),
      requestSentAgain: [...at.values()].some(({ retransmitted }) => retransmitted.request),
      calls: this.join(node.calls, callee),
    }
    if (spans.length === 4)
      this.encrypted.push({ call, callerIn: at.get('callerIn')!, calleeOut: at.get('calleeOut')! })
    return call
  }

  /** The exchange at each expected socket, in the order of the sockets; null where one is missing or there twice. */
  private exchangesOf(path: string): Map<Socket, Exchange> | null {
    const { expected, found } = this.socketsOf(path)
    const at = new Map<Socket, Exchange>()
    for (const socket of expected) {
      const [exchange, second] = found[socket] ?? []
      if (!exchange) this.unmatched ??= 'an exchange is missing'
      else if (second) this.unmatched ??= 'an exchange is there twice'
      else at.set(socket, exchange)
    }
    return at.size === expected.length ? at : null
  }
}

function addWire({ call, callerIn, calleeOut }: EncryptedHop, { near, far }: Wire): void {
  call.proxies = {
    callerIn: spanOf(callerIn),
    callerOut: spanOf(near),
    calleeIn: spanOf(far),
    calleeOut: spanOf(calleeOut),
  }
  call.retransmitted ||= wasSentAgain(near) || wasSentAgain(far)
  call.requestSentAgain ||= near.retransmitted.request || far.retransmitted.request
}

const wasSentAgain = ({ retransmitted }: Exchange): boolean => retransmitted.request || retransmitted.response
