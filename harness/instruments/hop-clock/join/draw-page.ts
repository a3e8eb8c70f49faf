/** One joined page as spans for a drawing, in microseconds from the moment at which the client wrote the page. */
import type { DrawnPage } from '../../../results/record.ts'
import { CLIENT } from '../../../scenario/topology.ts'
import { criticalSteps } from './critical-path.ts'
import { halvesOf, nestOf, spanOfPage, type JoinedCall, type JoinedPage } from './joined-page.ts'
import { gapsOf, lengthOf, type Span } from './span.ts'

type DrawnSpan = DrawnPage['spans'][number]

/** A span that is not placed on the page's time scale yet. */
interface Piece extends Pick<DrawnSpan, 'path' | 'part' | 'where' | 'critical'> {
  span: Span
}

/** Nanoseconds are as fine as the clocks are. */
const toUs = (ns: number): number => Math.round(ns) / 1000

/** The critical spans of a drawing follow each other without a gap, from the page's beginning to its end. */
export function drawPage(joined: JoinedPage): DrawnPage {
  const page = spanOfPage(joined.page)
  const pieces = drawProgram('', 'client', CLIENT, page, joined.calls, true)
  return {
    totalUs: toUs(lengthOf(page)),
    spans: pieces
      .filter(({ span }) => lengthOf(span) > 0)
      .toSorted((a, b) => a.span.fromNs - b.span.fromNs)
      .map(({ span, ...piece }) => ({
        ...piece,
        fromUs: toUs(span.fromNs - page.fromNs),
        toUs: toUs(span.toNs - page.fromNs),
      })),
  }
}

/** A program's own time, and its calls. */
function drawProgram(
  path: string,
  part: 'client' | 'app',
  where: string,
  span: Span,
  calls: readonly JoinedCall[],
  critical: boolean,
): Piece[] {
  const steps = criticalSteps(span, calls)
  const gaps = gapsOf(
    span,
    calls.map(({ caller }) => caller),
  )
  const own = critical ? steps.own : gaps
  return [
    ...own.map((span) => ({ path, part, where, span, critical })),
    ...calls.flatMap((call) => drawCall(call, critical && steps.calls.includes(call))),
  ]
}

function drawCall(call: JoinedCall, critical: boolean): Piece[] {
  const { path, to } = call.node
  return [
    ...drawTransport(call).map((piece) => ({ ...piece, path, critical })),
    ...drawProgram(path, 'app', to, call.callee, call.calls, critical),
  ]
}

function drawTransport(call: JoinedCall): Omit<Piece, 'path' | 'critical'>[] {
  const { from, to } = call.node
  const between = `${from} → ${to}`
  if (!call.proxies) {
    const { request, response } = halvesOf(call)
    return [request, response].map((span) => ({ part: 'transport', where: between, span }))
  }
  const places = [
    { part: 'caller-loopback', where: from },
    { part: 'caller-proxy', where: from },
    { part: 'wire', where: between },
    { part: 'callee-proxy', where: to },
    { part: 'callee-loopback', where: to },
  ] as const
  const nest = nestOf(call, call.proxies)
  return places.flatMap((place, at) => {
    const [outer, inner] = [nest[at]!, nest[at + 1]!]
    return [
      { ...place, span: { fromNs: outer.fromNs, toNs: inner.fromNs } },
      { ...place, span: { fromNs: inner.toNs, toNs: outer.toNs } },
    ]
  })
}
