/** From counts of calls between services to what a service calls for each of its requests. */
import type { SourceCall, SourceService } from '../system.ts'

/** A pair with all its calls, in any unit that is the same for all pairs: a count, or a rate. */
export interface CountedEdge {
  from: string
  to: string
  /** null where the source does not tell how many. */
  calls: number | null
}

/**
 * Fills the steps of the services: calls in order, since counts say nothing of calls at once. How often a service makes a call is the
 * ratio of its calls to the requests that it got; of a service whose requests nobody counted, to its most frequent call.
 * @param requestsFromOutside requests of callers that are no services, by service
 * @param forwards services that pass each request on to one other, such as gateways: of them the sum of their calls is what they got
 */
export function addCountedCalls(
  services: ReadonlyMap<string, SourceService>,
  edges: readonly CountedEdge[],
  requestsFromOutside: ReadonlyMap<string, number> = new Map(),
  forwards: (id: string) => boolean = () => false,
): void {
  const incoming = new Map(requestsFromOutside)
  for (const { from, to, calls } of edges)
    if (calls !== null && from !== to) incoming.set(to, (incoming.get(to) ?? 0) + calls)
  const outgoing = Map.groupBy(edges, ({ from }) => from)
  for (const [from, own] of outgoing) {
    const counts = own.map(({ calls }) => calls ?? 0)
    const guessed = forwards(from)
      ? counts.reduce((a, b) => a + b, 0)
      : counts.reduce((a, b) => Math.max(a, b), 0)
    const requests = incoming.get(from) || guessed
    services.get(from)?.steps.push(
      ...own.map(({ to, calls }) => {
        const call: SourceCall = {
          to,
          perRequest: calls === null || requests === 0 ? 1 : calls / requests,
          requestBytes: null,
        }
        return { atOnce: false, calls: [call] }
      }),
    )
  }
}

/** Calls of two edges between the same ends; null where neither tells how many. */
export const sumOf = (one: number | null, other: number | null): number | null =>
  one === null ? other : one + (other ?? 0)
