/**
 * What a page waited for. The path is walked backwards from the end: before it, the call that ended last; before that call, the
 * call that ended last; and so on, and inside each of these calls alike. All that lies between is the program's own. So the
 * parts on the path add up to the page exactly, also with calls at once.
 */
import type { JoinedCall } from './joined-page.ts'
import type { Span } from './span.ts'

/** How one program spent its span on the critical path. */
export interface CriticalSteps {
  /** Time of the program itself, in order; empty pieces are left out. */
  own: Span[]
  /** The calls that it waited for, in order. None overlaps another. */
  calls: JoinedCall[]
}

export function criticalSteps(span: Span, calls: readonly JoinedCall[]): CriticalSteps {
  const steps: CriticalSteps = { own: [], calls: [] }
  let atNs = span.toNs
  const ownSince = (fromNs: number) => {
    if (fromNs < atNs) steps.own.unshift({ fromNs, toNs: atNs })
  }
  for (const call of calls.toSorted((a, b) => b.caller.toNs - a.caller.toNs)) {
    if (call.caller.toNs > atNs) continue
    ownSince(call.caller.toNs)
    steps.calls.unshift(call)
    atNs = call.caller.fromNs
  }
  ownSince(span.fromNs)
  return steps
}

/** All calls that a page waited for, with the called services' own time on the path. */
export function criticalCalls(calls: readonly JoinedCall[]): { call: JoinedCall; own: Span[] }[] {
  return calls.flatMap((call) => {
    const steps = criticalSteps(call.callee, call.calls)
    return [{ call, own: steps.own }, ...criticalCalls(steps.calls)]
  })
}
