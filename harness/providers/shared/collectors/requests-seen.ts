/** The claim that every request through a proxy has become visible, whatever shows it and wherever the proxy runs. */
import type { CounterClaim, ProofTraffic } from '../../../arm/claims.ts'

/** A proxy of which something is seen. */
export interface SeenProxy {
  pod: string
  /** Where evidence says that its requests were looked for: "access log of orders". */
  where: string
}

/** Requests of one pod's proxy that a proof must have caused: calls of the pod, and calls that it answered. */
export function requestsThrough(pod: string, { requests }: ProofTraffic): number {
  const made = Object.values(requests).reduce((sum, callers) => sum + (callers[pod] ?? 0), 0)
  return Object.values(requests[pod] ?? {}).reduce((sum, count) => sum + count, made)
}

/** @param counter names the count of a pod among the counters of the arm */
export const requestsSeen = (
  proxies: readonly SeenProxy[],
  { claim, source, counter }: { claim: string; source: string; counter: (pod: string) => string },
): CounterClaim[] =>
  proxies.map(({ pod, where }) => ({
    subject: { pod },
    claim,
    where,
    source,
    counter: counter(pod),
    comparison: 'exactly',
    expected: (traffic) => requestsThrough(pod, traffic),
  }))

const linesOf = (pod: string) => `${pod}: lines logged`

export const linesLogged = (proxies: readonly SeenProxy[], source: string): CounterClaim[] =>
  requestsSeen(proxies, {
    claim: 'every request through the proxy is a line of its access log',
    source,
    counter: linesOf,
  })

/** The counters of `linesLogged`. */
export const lineCounters = (
  lines: Iterable<readonly [pod: string, lines: number]>,
): Record<string, number> => Object.fromEntries([...lines].map(([pod, count]) => [linesOf(pod), count]))
