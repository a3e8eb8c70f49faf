/** Sorts the marked exchanges of an arm by page, call and socket. */
import type { Exchange } from '../../../arm/hop-clock.ts'
import type { CallNode } from './call-tree.ts'
import type { ClientPage } from './client-page.ts'

/** Where on a hop an exchange was seen: at one of the two programs, or at one of their own proxies. */
export const SOCKETS = ['caller', 'callerIn', 'callerOut', 'calleeIn', 'calleeOut', 'callee'] as const
export type Socket = (typeof SOCKETS)[number]

/** The exchanges of one call of one page. More than one at a socket is a mistake. */
export type CallSockets = Partial<Record<Socket, Exchange[]>>

export interface PageSockets {
  /** By page and call path. */
  of(page: ClientPage, path: string): CallSockets
  /** Whether any page of the window has an exchange at this socket of a call. */
  seen(path: string, socket: Socket): boolean
}

/**
 * Takes the exchanges that belong to pages of this window: the number is theirs, and the request began while the page was under
 * way. Numbers begin again with each incarnation of the client, so the number alone does not say which window it was.
 */
export function sortByPage(
  exchanges: readonly Exchange[],
  pages: readonly ClientPage[],
  calls: readonly CallNode[],
): PageSockets {
  const pageOf = new Map(pages.map((page) => [page.number, page]))
  const callOf = new Map(calls.map((call) => [call.path, call]))
  const found = new Map<ClientPage, Map<string, CallSockets>>()
  const seen = new Set<string>()
  for (const exchange of exchanges) {
    if (!exchange.mark) continue
    const page = pageOf.get(exchange.mark.page)
    const call = callOf.get(exchange.mark.path)
    if (!page || !call) continue
    if (exchange.requestFirstNs < page.writtenNs || exchange.requestFirstNs > page.doneNs) continue
    const socket = socketOf(exchange, call)
    // A gateway or a proxy of the node: between the two programs, so part of the transport.
    if (!socket) continue
    seen.add(`${call.path} ${socket}`)
    const ofPage = found.get(page) ?? new Map<string, CallSockets>()
    found.set(page, ofPage)
    const sockets = ofPage.get(call.path) ?? {}
    ofPage.set(call.path, sockets)
    ;(sockets[socket] ??= []).push(exchange)
  }
  return {
    of: (page, path) => found.get(page)?.get(path) ?? {},
    seen: (path, socket) => seen.has(`${path} ${socket}`),
  }
}

function socketOf({ unit, side }: Exchange, { from, to }: CallNode): Socket | null {
  switch (unit.role) {
    case 'client':
    case 'app':
      if (side === 'caller') return unit.pod === from ? 'caller' : null
      return unit.pod === to ? 'callee' : null
    case 'proxy':
      if (unit.pod === from) return side === 'callee' ? 'callerIn' : 'callerOut'
      if (unit.pod === to) return side === 'callee' ? 'calleeIn' : 'calleeOut'
      return null
    case 'agent':
    case 'control-plane':
      return null
  }
}
