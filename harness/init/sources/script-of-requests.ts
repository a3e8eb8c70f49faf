/** From the calls of many requests to the steps of a service: how often, in which order, and what at once. */
import type { SourceStep } from '../system.ts'
import { median } from './median.ts'
import type { Request } from './requests-of-spans.ts'
import type { Span } from './span.ts'

/** A call of a request, with the id of the callee. */
export interface NamedCall {
  to: string
  span: Span
  requestBytes: number | null
}

/** What is known of the calls to one callee, over all requests of the caller. */
interface Callee {
  to: string
  calls: NamedCall[]
  /** The first call of each request that has one, by the number of the request. */
  first: Map<number, Span>
  /** Places among the calls of their requests. */
  places: number
  /** Pairs of calls to it that follow each other in a request, and how many of them overlap. */
  pairs: number
  overlapping: number
}

/** From this share of the requests on that have both calls, the two are made at once. */
const MOSTLY = 0.5

/** @param requests for each request of a service, its calls */
export function stepsOf(requests: readonly (readonly NamedCall[])[]): SourceStep[] {
  const callees = new Map<string, Callee>()
  for (const [index, calls] of requests.entries())
    for (const [place, call] of calls
      .toSorted((a, b) => a.span.startUs - b.span.startUs || byText(a.to, b.to))
      .entries())
      note(callees, index, place, call)
  const inOrder = [...callees.values()].toSorted(
    (a, b) => a.places / a.calls.length - b.places / b.calls.length || byText(a.to, b.to),
  )
  const groups: Callee[][] = []
  for (const callee of inOrder) {
    const group = groups.at(-1)
    const isAtOnce = group !== undefined && atOnce(group[0]!, callee) && atOnce(group.at(-1)!, callee)
    if (isAtOnce) group.push(callee)
    else groups.push([callee])
  }
  return groups.map((group) => ({
    atOnce: group.length > 1 || group[0]!.overlapping > group[0]!.pairs * MOSTLY,
    calls: group.map(({ to, calls }) => ({
      to,
      perRequest: calls.length / requests.length,
      requestBytes: median(calls.flatMap(({ requestBytes }) => requestBytes ?? [])),
    })),
  }))
}

function note(callees: Map<string, Callee>, request: number, place: number, call: NamedCall): void {
  const callee = callees.get(call.to) ?? {
    ...{ to: call.to, calls: [], first: new Map<number, Span>() },
    ...{ places: 0, pairs: 0, overlapping: 0 },
  }
  callees.set(call.to, callee)
  const before = callee.calls.at(-1)
  if (callee.first.has(request) && before) {
    callee.pairs += 1
    if (overlap(before.span, call.span)) callee.overlapping += 1
  } else callee.first.set(request, call.span)
  callee.calls.push(call)
  callee.places += place
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const overlap = (a: Span, b: Span): boolean => a.startUs < b.endUs && b.startUs < a.endUs

function atOnce(one: Callee, other: Callee): boolean {
  let both = 0
  let overlapping = 0
  for (const [request, span] of one.first) {
    const others = other.first.get(request)
    if (others === undefined) continue
    both += 1
    if (overlap(span, others)) overlapping += 1
  }
  return both > 0 && overlapping > both * MOSTLY
}

/** Microseconds of a request in which no call was open: what the service itself took, at most. */
export function ownTimeOf({ span, calls }: Request): number {
  let covered = 0
  let until = span.startUs
  for (const { startUs, endUs } of calls.map((call) => call.span).toSorted((a, b) => a.startUs - b.startUs)) {
    const from = Math.max(startUs, until)
    const to = Math.min(endUs, span.endUs)
    if (to > from) {
      covered += to - from
      until = to
    }
  }
  return Math.max(0, span.endUs - span.startUs - covered)
}
