/** From spans to requests: which spans begin a request of a service, and which calls were made for it. */
import type { Span } from './span.ts'

/** Something that a service did for a request: it called another service, a database, or something without spans. */
export interface MadeCall {
  /** The request that the callee got; null for a callee without spans of its own. */
  callee: Request | null
  /** The span of the caller, whose interval is that of the call; the callee's where the caller has none. */
  span: Span
}

export interface Request {
  span: Span
  calls: MadeCall[]
  /** Whether the file has who made the request; false for the first span of a trace. */
  hasCaller: boolean
  /** Whether the span names a caller whose span is not in the file. */
  callerIsMissing: boolean
  /** Whether the caller did not wait: a message through a broker, or work that follows. */
  isMessage: boolean
}

export interface Requests {
  all: Request[]
  /** Spans that were there twice. */
  repeated: number
}

/** Of spans with the same id in a trace, those of one service and kind are one; a caller and its callee may share an id. */
export function requestsOf(spans: readonly Span[]): Requests {
  const known = new Map<string, Span>()
  for (const span of spans) {
    const same = JSON.stringify([span.trace, span.id, span.service, span.kind])
    if (known.has(same)) continue
    known.set(same, span)
  }
  const byId = Map.groupBy(known.values(), ({ trace, id }) => idOf(trace, id))
  const parents = new Map([...known.values()].map((span) => [span, parentOf(span, byId)]))
  const requests = new Map<Span, Request>()
  for (const [span, parent] of parents)
    if (beginsRequest(span, parent))
      requests.set(span, {
        span,
        calls: [],
        hasCaller: parent !== null,
        callerIsMissing: parent === null && span.parent !== null,
        isMessage: parent !== null && isMessage(span, parent),
      })
  const requestAround = finder(parents, requests)
  const called = new Set<Span>()
  for (const [span, request] of requests) {
    const parent = parents.get(span) ?? null
    if (parent === null) continue
    called.add(parent)
    requestAround(parent)?.calls.push({
      callee: request,
      span: parent.kind === 'client' || parent.kind === 'producer' ? parent : span,
    })
  }
  for (const [span, parent] of parents)
    if (span.kind === 'client' && parent?.kind === 'client') called.add(parent)
  for (const span of known.values())
    if ((span.kind === 'client' || span.kind === 'producer' || span.database !== null) && !called.has(span))
      requestAround(span)?.calls.push({ callee: null, span })
  return { all: [...requests.values()], repeated: spans.length - known.size }
}

const idOf = (trace: string, id: string): string => JSON.stringify([trace, id])

function parentOf(span: Span, byId: ReadonlyMap<string, Span[]>): Span | null {
  // A server that shares the id of its caller's span is the child of that span.
  const twin = byId.get(idOf(span.trace, span.id))!.find(({ kind }) => kind === 'client')
  if (span.kind === 'server' && twin && twin !== span) return twin
  if (span.parent === null) return null
  const named = (byId.get(idOf(span.trace, span.parent)) ?? []).filter((other) => other !== span)
  // Of two spans with the parent's id, the one of the same service is the nearer.
  return named.find(({ service }) => service === span.service) ?? named[0] ?? null
}

const beginsRequest = (span: Span, parent: Span | null): boolean =>
  parent === null || parent.service !== span.service || (span.kind === 'server' && parent.kind === 'client')

const isMessage = (span: Span, parent: Span): boolean =>
  span.isFollowUp || span.kind === 'consumer' || parent.kind === 'producer'

/** Finds the request in whose course a span was. Spans that are each other's parents are in none. */
function finder(
  parents: ReadonlyMap<Span, Span | null>,
  requests: ReadonlyMap<Span, Request>,
): (span: Span) => Request | null {
  const found = new Map<Span, Request | null>()
  return (from) => {
    const trail: Span[] = []
    const passed = new Set<Span>()
    let span: Span | null = from
    let request: Request | null = null
    while (span !== null && !passed.has(span)) {
      const here: Request | null | undefined = requests.get(span) ?? found.get(span)
      if (here !== undefined) {
        request = here
        break
      }
      passed.add(span)
      trail.push(span)
      span = parents.get(span) ?? null
    }
    for (const passing of trail) found.set(passing, request)
    return request
  }
}
