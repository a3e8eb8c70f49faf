/** A page whose exchanges were found at every socket. */
import type { CallNode } from './call-tree.ts'
import type { ClientPage } from './client-page.ts'
import { lengthOf, type Span } from './span.ts'

/** Spans at the sockets of the two proxies of a hop, each inside the one before. */
export interface ProxySpans {
  /** The caller's proxy: its socket towards the calling service, and its socket towards the other proxy. */
  callerIn: Span
  callerOut: Span
  /** The called service's proxy: its socket towards the other proxy, and its socket towards the called service. */
  calleeIn: Span
  calleeOut: Span
}

export interface JoinedCall {
  node: CallNode
  /** At the calling program's socket. */
  caller: Span
  /** At the called program's socket, inside `caller`. */
  callee: Span
  /** Null where the hop has no proxy on each side, and where the exchange between the proxies could not be told apart. */
  proxies: ProxySpans | null
  /** Whether a segment was sent again at any socket of this hop. */
  retransmitted: boolean
  /** Whether a segment of its request was, at any of its sockets. */
  requestSentAgain: boolean
  /** The calls that the called service made, inside `callee`. */
  calls: JoinedCall[]
}

export interface JoinedPage {
  page: ClientPage
  calls: JoinedCall[]
}

/** The page by the client's own clock. */
export const spanOfPage = ({ writtenNs, doneNs }: ClientPage): Span => ({ fromNs: writtenNs, toNs: doneNs })

/** The two halves of what is between the sockets of the two programs. */
export const halvesOf = ({ caller, callee }: JoinedCall): { request: Span; response: Span } => ({
  request: { fromNs: caller.fromNs, toNs: callee.fromNs },
  response: { fromNs: callee.toNs, toNs: caller.toNs },
})

/** Everything between the sockets of the two programs, in nanoseconds. */
export const transportOf = (call: JoinedCall): number => lengthOf(call.caller) - lengthOf(call.callee)

/** The parts of a hop between two proxies, in the order of the request: each is what one span has more than the span inside it. */
export const HOP_PARTS = ['callerLoopback', 'callerProxy', 'wire', 'calleeProxy', 'calleeLoopback'] as const
export type HopPart = (typeof HOP_PARTS)[number]

/** The spans at the six sockets of a hop with proxies, from the outside to the inside. */
export const nestOf = (
  { caller, callee }: Pick<JoinedCall, 'caller' | 'callee'>,
  proxies: ProxySpans,
): Span[] => [caller, proxies.callerIn, proxies.callerOut, proxies.calleeIn, proxies.calleeOut, callee]

/** Nanoseconds of each part of a hop with proxies, request and response together. They add up to the hop's transport. */
export function partsOf(call: JoinedCall, proxies: ProxySpans): Record<HopPart, number> {
  const nest = nestOf(call, proxies).map(lengthOf)
  return Object.fromEntries(HOP_PARTS.map((part, at) => [part, nest[at]! - nest[at + 1]!])) as Record<
    HopPart,
    number
  >
}
