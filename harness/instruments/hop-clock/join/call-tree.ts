/** The calls that a topology makes for one page, as a tree, each with the call path that its mark holds. Pure. */
import type { Topology } from '../../../scenario/schema.ts'
import { CLIENT, callersOf, callGroups, serviceOf } from '../../../scenario/topology.ts'
import { MOST_DEPTH, ordinalOf } from '../../../workload/page-mark.ts'

export interface CallNode {
  /** "12": the second call of the service that the client's first call reached. */
  path: string
  /** A service, or "client". */
  from: string
  to: string
  /** The calls that the called service makes for this call. */
  calls: CallNode[]
}

/** The client's calls of one page; null where a page makes more calls, or calls further inside each other, than a mark has room for. */
export function callTree(topology: Topology): CallNode[] | null {
  const callers = new Map(callersOf(topology))
  const callsOf = (from: string, above: string): (CallNode | null)[] =>
    callGroups(callers.get(from) ?? [])
      .flat()
      .map(({ call }, index) => {
        const ordinal = ordinalOf(index)
        if (ordinal === null || above.length === MOST_DEPTH) return null
        const [to, path] = [serviceOf(call), above + ordinal]
        const calls = callsOf(to, path)
        return isComplete(calls) ? { path, from, to, calls } : null
      })
  const calls = callsOf(CLIENT, '')
  return isComplete(calls) ? calls : null
}

const isComplete = (calls: (CallNode | null)[]): calls is CallNode[] => !calls.includes(null)

/** All calls of a tree, each before the calls inside it, so in the order of their paths. */
export const everyCall = <Call extends { calls: Call[] }>(calls: readonly Call[]): Call[] =>
  calls.flatMap((call) => [call, ...everyCall(call.calls)])
